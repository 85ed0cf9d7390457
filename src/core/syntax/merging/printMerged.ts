import type { Choice, ChoiceFacts, ListChoice, MergedItem, MergedList, Part, Pick } from './merged';

/** A stretch of printed text, or of one that is left as a conflict. */
export type Segment =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'open';
      readonly base: string;
      readonly ours: string;
      readonly theirs: string;
      readonly facts: ChoiceFacts;
    };

/** Says how each choice is taken. */
export type PickRule = (choice: Choice | ListChoice) => Pick;

/** Prints what was merged, with the choices taken as the rule says. */
export function printMerged(parts: readonly Part[], pick: PickRule): Segment[] {
  const printer = new Printer(pick);
  printer.parts(parts);
  return printer.segments;
}

/** The text of segments none of which is open. */
export function textOfSegments(segments: readonly Segment[]): string {
  return segments.map((segment) => (segment.kind === 'text' ? segment.text : segment.ours)).join('');
}

class Printer {
  readonly segments: Segment[] = [];

  constructor(private readonly pick: PickRule) {}

  parts(parts: readonly Part[]): void {
    for (const part of parts) {
      if (typeof part === 'string') this.text(part);
      else if (part.kind === 'list') this.list(part);
      else this.choice(part);
    }
  }

  private choice(choice: Choice): void {
    const { facts, base, ours, theirs } = choice;
    const pick = this.pick(choice);
    if (pick === 'open') this.segments.push({ kind: 'open', base, ours, theirs, facts });
    else this.text(choice[pick] ?? ours);
  }

  private list(list: MergedList): void {
    const entries = list.elements.flatMap((element): readonly (MergedItem | ListChoice)[] =>
      this.taken(element),
    );
    const last = entries.findLastIndex((entry) => 'kind' in entry || !entry.isEnd);
    for (const [index, entry] of entries.entries()) {
      const place = { list, isFirst: index === 0, isLast: index >= last };
      if ('kind' in entry) this.openItems(entry, place);
      else this.item(entry, place);
    }
  }

  private taken(element: MergedItem | ListChoice): readonly (MergedItem | ListChoice)[] {
    if (!('kind' in element)) return [element];
    const pick = this.pick(element);
    return pick === 'open' ? [element] : (element[pick] ?? element.ours);
  }

  private openItems({ facts, ...choice }: ListChoice, place: ItemPlace): void {
    const print = (items: readonly MergedItem[]): string => {
      const printer = new Printer(this.pick);
      for (const [index, item] of items.entries())
        printer.item(item, {
          ...place,
          isFirst: place.isFirst && index === 0,
          isLast: place.isLast && index === items.length - 1,
        });
      return textOfSegments(printer.segments);
    };
    const [base, ours, theirs] = [print(choice.base), print(choice.ours), print(choice.theirs)];
    this.segments.push({ kind: 'open', base, ours, theirs, facts });
  }

  private item(item: MergedItem, { list, isFirst, isLast }: ItemPlace): void {
    const isBehindText =
      !isFirst && item.ownLine && this.segments.length > 0 && !this.endsLine() && !item.gap.includes('\n');
    if (isBehindText) this.text('\n');
    this.text(gapOf(item, list, isFirst, this.endsLine()));
    this.parts(item.parts);
    this.text(separatorOf(item, list, isLast));
    this.text(item.tail);
  }

  private endsLine(): boolean {
    const last = this.segments.at(-1);
    if (last === undefined) return true;
    const texts = last.kind === 'text' ? [last.text] : [last.ours, last.theirs, last.base];
    return texts.find((text) => text !== '')?.endsWith('\n') ?? true;
  }

  private text(text: string): void {
    if (text === '') return;
    const last = this.segments.at(-1);
    if (last?.kind === 'text')
      this.segments[this.segments.length - 1] = { kind: 'text', text: last.text + text };
    else this.segments.push({ kind: 'text', text });
  }
}

interface ItemPlace {
  readonly list: MergedList;
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

// An item that was the first or the only one of a line becomes another.
function gapOf(
  { gap, ownLine, isEnd }: MergedItem,
  { separator, firstGap }: MergedList,
  isFirst: boolean,
  endsLine: boolean,
): string {
  if (separator === '' || ownLine || isEnd) return gap;
  if (isFirst) return firstGap.includes('\n') ? gap : firstGap;
  return gap === '' && !endsLine ? ' ' : gap;
}

function separatorOf({ separator, isEnd }: MergedItem, list: MergedList, isLast: boolean): string {
  if (isEnd) return '';
  if (list.separator === '') return separator;
  if (!isLast || list.trailing) return separator === '' ? list.separator : separator;
  return '';
}
