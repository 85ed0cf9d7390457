import { invalidInput } from '../../core/errors';
import type { CommandContext, CommandResult } from '../context';
import { withHost } from '../host';
import { count, printable } from '../output/text';

/** The options of `message`. */
export interface MessageOptions {
  readonly all?: boolean;
  readonly from?: string;
}

/** Sends a text to one session, to several with commas between, or with `--all` to every one, to be told at its next turn. JSON: `{ recipients }`. */
export async function message(
  context: CommandContext,
  words: readonly string[],
  options: MessageOptions,
): Promise<CommandResult> {
  const [to, text] = split(words, options.all === true);
  const from = options.from ?? (context.env['PARALLEL_CC_SESSION_ID'] || null);
  const result = await withHost(context, (host) => host.call('sendMessage', { to, from, text }));
  const { recipients } = result;
  const told = `${count(recipients.length, 'session')} will read it at the next turn`;
  return {
    json: result,
    text:
      recipients.length === 0
        ? 'There is no session to read it.'
        : `${told}: ${recipients.map(printable).join(', ')}`,
  };
}

function split(words: readonly string[], all: boolean): [to: string[] | null, text: string] {
  const [first, ...rest] = words;
  if (all) return [null, words.join(' ')];
  if (first === undefined || rest.length === 0) {
    throw invalidInput(
      'the message',
      'it needs a session and a text',
      'parallel-cc message SESSION TEXT, message ONE,OTHER TEXT, or: message --all TEXT.',
    );
  }
  return [first.split(',').filter((name) => name !== ''), rest.join(' ')];
}
