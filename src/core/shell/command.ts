import type { Word } from './word';

/** A command as its rule sees it. */
export interface Command {
  /** What follows the program's name. */
  readonly args: readonly Word[];
  /** What it reads from its input where that stands in the command itself; null: it is not known. */
  readonly input: string | null;
  /** Whether it reads what another command prints. */
  readonly isPiped: boolean;
  /** Notes that a file is written. */
  file(word: Word): void;
  /** Notes that a file, or a folder with all that is in it, is written. */
  tree(word: Word): void;
  /** Notes that the same is written from the top of the git worktree around its folder. */
  treeFromTop(word: Word): void;
  /** Notes that a copy is made: of the given name where the place is a folder, else at the place. */
  copy(place: Word, name: string, kind?: 'file' | 'tree'): void;
  /** Notes that it may discard whatever is changed in the git worktree around its folder. */
  discard(): void;
  /** Notes that it may write anything. */
  unknown(): void;
  /** Looks at another program that it runs, with the same input. */
  run(words: readonly Word[]): void;
  /** Looks at a command that it has the shell itself run, which may be one of the shell's own. */
  runInShell(words: readonly Word[], functions: 'functions' | 'noFunctions'): void;
  /** Looks at the text of a command that it runs in a shell of its own. */
  runText(word: Word): void;
  /** Looks at the text of a command that this shell runs at another time. */
  runLater(word: Word): void;
  /** Looks at what is done in another folder. */
  in(folder: Word): Command;
}

/** Knows what a program writes. */
export type CommandRule = (command: Command) => void;

/** Rules by the names of their programs. */
export type CommandRules = Readonly<Record<string, CommandRule>>;

/** Gives several programs the same rule. */
export function sameFor(names: string, rule: CommandRule): CommandRules {
  return Object.fromEntries(names.split(' ').map((name) => [name, rule]));
}
