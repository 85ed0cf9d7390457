import type { ImageHeader } from './image';
import type { LogEntry } from './log';
import { asideName } from './segments';

/** What the reading of a state comes upon, and how people are told of it. */
export class Findings {
  /** Number of the last change that was recovered. */
  sequence = 0;
  /** A change is missing, so that those after it cannot be replayed. */
  isBroken = false;
  private readonly damagedNames = new Set<string>();
  private readonly tornNames: string[] = [];
  private hasImage = false;
  private time: number | null = null;
  private known = 0;
  private isUnsure = false;

  /** The files to set aside. */
  get damaged(): readonly string[] {
    return [...this.damagedNames];
  }

  /** A file is damaged, or cannot be replayed because what comes before it is. */
  addDamaged(name: string): void {
    this.damagedNames.add(name);
  }

  /** A log ends in the middle of an entry. */
  addTorn(name: string): void {
    this.tornNames.push(name);
  }

  /** Nothing says how many changes there were in what cannot be read. */
  addUnknown(): void {
    this.isUnsure = true;
  }

  /** There was a change of this number. */
  addKnown(sequence: number): void {
    this.known = Math.max(this.known, sequence);
  }

  /** An image was read. */
  addImage({ sequence, savedAt }: ImageHeader): void {
    this.hasImage = true;
    this.sequence = sequence;
    this.time = savedAt;
    this.addKnown(sequence);
  }

  /** An entry of a log was replayed. */
  addEntry({ sequence, time }: LogEntry): void {
    this.sequence = sequence;
    this.time = time;
    this.addKnown(sequence);
  }

  /** Tells what was repaired and what is lost, a sentence each; nothing when all was well. */
  sentences(epoch: number): string[] {
    const aside = this.damaged.map(
      (name) =>
        `"${name}" of the saved state is damaged and has been set aside as "${asideName(name, epoch)}".`,
    );
    const torn = this.tornNames.map(
      (name) => `The last entry of "${name}" is not whole: a change that was being saved when the coordinator stopped is lost.`, // prettier-ignore
    );
    return [...aside, ...torn, ...this.loss()];
  }

  private loss(): string[] {
    const until = this.time === null ? 'an earlier copy' : `what was saved at ${new Date(this.time).toISOString()}`; // prettier-ignore
    const lost = this.known - this.sequence;
    if (!this.hasImage && this.sequence === 0 && (lost > 0 || this.isUnsure))
      return ['There is no earlier copy, so the coordinator starts with an empty state.'];
    if (lost > 0) return [`The state is ${until}; ${lost === 1 ? 'one later change is' : `${lost} later changes are`} lost.`]; // prettier-ignore
    if (this.isUnsure) return [`The state is ${until}; later changes, if there were any, are lost.`];
    return this.damagedNames.size > 0 ? ['Nothing is lost: earlier copies and the log had all of it.'] : [];
  }
}
