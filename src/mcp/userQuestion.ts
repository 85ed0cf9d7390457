import type { InputRequiredResult, ServerContext } from '@modelcontextprotocol/server';
import { acceptedContent, inputRequired, inputResponse } from '@modelcontextprotocol/server';
import * as z from 'zod';

const answer = z.object({ confirm: z.boolean().describe('Whether it may be done') });
const key = 'confirmation';

/** Ends a call with a question: the client asks its user and calls again with the answer. */
export class QuestionForUser extends Error {
  constructor(private readonly question: string) {
    super(question);
  }

  /** What the client is answered. */
  toResult(): InputRequiredResult {
    const ask = inputRequired.elicit({ message: this.question, requestedSchema: answer });
    return inputRequired({ inputRequests: { [key]: ask } });
  }
}

/** Reads what the user has answered; undefined when nobody was asked yet. */
export function userAnswer({ mcpReq }: ServerContext): boolean | undefined {
  if (inputResponse(mcpReq.inputResponses, key).kind === 'missing') return undefined;
  return acceptedContent(mcpReq.inputResponses, key, answer)?.confirm === true;
}
