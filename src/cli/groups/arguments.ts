import { InvalidArgumentError } from 'commander';

const largestPid = 2_147_483_647;

/** Reads a process id. */
export function processId(text: string): number {
  return whole(text, largestPid, 'It must be a process id.');
}

/** Reads how many entries are wanted. */
export function amount(text: string): number {
  return whole(text, 1000, 'It must be a whole number from 1 to 1000.');
}

/** Reads a span of minutes, at most a week. */
export function minutes(text: string): number {
  return whole(text, 10_080, 'It must be a whole number of minutes from 1 to 10080 (a week).');
}

/** Reads a span of seconds, at most an hour. */
export function seconds(text: string): number {
  return whole(text, 3600, 'It must be a whole number of seconds from 1 to 3600 (an hour).');
}

/** Reads an amount of US dollars. */
export function dollars(text: string): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (!(value > 0 && value <= 1_000_000))
    throw new InvalidArgumentError('It must be an amount of dollars, such as 2.50.');
  return value;
}

/** Reads a number that a sequence may begin with. */
export function firstNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text))
    throw new InvalidArgumentError('It must be a whole number of at most 15 digits.');
  return Number(text);
}

function whole(text: string, largest: number, rule: string): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= 1 && value <= largest)) throw new InvalidArgumentError(rule);
  return value;
}
