/**
 * A part of the saved history: an image and the log of what was changed after it, named `state.<epoch>.<number>.db` and
 * `.log`. An owner writes segments of its own epoch only, so one that was suspended and replaced can write nothing that
 * is read after the segments of its successor.
 */
export interface Segment {
  readonly epoch: number;
  /** Counts within the epoch. */
  readonly number: number;
}

/** A segment with what there is of it. */
export interface StoredSegment extends Segment {
  readonly hasImage: boolean;
  readonly hasLog: boolean;
}

/** So many of the newest images are kept, with all logs since the oldest of them. */
const keptImages = 3;
/** So many damaged files are kept for people to look at; the oldest make room. */
const keptAside = 10;

/** The file name of a segment's image. */
export function imageName({ epoch, number }: Segment): string {
  return `state.${epoch}.${number}.db`;
}

/** The file name of a segment's log. */
export function logName({ epoch, number }: Segment): string {
  return `state.${epoch}.${number}.log`;
}

/** The file name of the image that is kept when the state leaves a schema. */
export function schemaBackupName(schema: number): string {
  return `state.schema-${schema}.db`;
}

/** Finds the segments among file names, oldest first. */
export function segmentsOf(names: readonly string[]): StoredSegment[] {
  const found = new Map<string, StoredSegment>();
  for (const name of names) {
    const [, epoch, number, kind] = /^state\.(\d+)\.(\d+)\.(db|log)$/.exec(name) ?? [];
    if (kind === undefined) continue;
    const segment = { epoch: Number(epoch), number: Number(number) };
    const known = found.get(imageName(segment)) ?? { ...segment, hasImage: false, hasLog: false };
    found.set(imageName(segment), { ...known, ...(kind === 'db' ? { hasImage: true } : { hasLog: true }) });
  }
  return [...found.values()].sort(bySegment);
}

/** The highest epoch that wrote a segment among file names; 0 for none. */
export function highestSavedEpoch(names: readonly string[]): number {
  return segmentsOf(names).at(-1)?.epoch ?? 0;
}

/** Lists what may go: what is older than the kept images. The last image of the epoch before is kept too. */
export function outdatedNames(names: readonly string[]): string[] {
  const segments = segmentsOf(names);
  const images = segments.filter(({ hasImage }) => hasImage).reverse();
  const oldestKept = images[keptImages - 1];
  if (oldestKept === undefined) return [];
  const before = images.find(({ epoch }) => epoch < (images[0]?.epoch ?? 0));
  return segments
    .filter((segment) => bySegment(segment, oldestKept) < 0 && segment !== before)
    .flatMap((segment) => [imageName(segment), logName(segment)])
    .filter((name) => names.includes(name));
}

/** The name under which a damaged file is set aside by the owner of an epoch. */
export function asideName(name: string, epoch: number): string {
  return `${name}.damaged-${epoch}`;
}

/** Finds the files that were set aside, oldest first. */
export function asideOf(names: readonly string[]): string[] {
  const epochOf = (name: string): number => Number(/\.damaged-(\d+)$/.exec(name)?.[1] ?? Number.NaN);
  return names
    .filter((name) => name.startsWith('state.') && !Number.isNaN(epochOf(name)))
    .sort((one, other) => epochOf(one) - epochOf(other) || one.localeCompare(other));
}

/** Lists the files that were set aside so long ago that they make room. */
export function outdatedAside(names: readonly string[]): string[] {
  return asideOf(names).slice(0, -keptAside);
}

function bySegment(one: Segment, other: Segment): number {
  return one.epoch - other.epoch || one.number - other.number;
}
