import { canonical, looseCanonical } from '../tree/tokens';
import type { TreeNode } from '../tree/treeNode';
import type { Item, SourceVersion } from './item';
import { listItems } from './listItems';
import type { Part, Places } from './merged';
import { noteRule, type ItemTriple, type MergeScene } from './mergeScene';
import { mergeSequence } from './mergeSequence';
import { recordItems } from './recordItems';
import { mergeWords } from './wordMerge';

/** Merges what an item of all three versions says: comments and code. */
export function mergeBodies({ base, ours, theirs }: ItemTriple, scene: MergeScene): readonly Part[] {
  const whole = mergeTexts({ base: base?.body ?? '', ours: ours.body, theirs: theirs.body }, scene);
  if (whole !== null) return [whole];
  const lead = mergeLeads(
    { base: base?.lead ?? '', ours: ours.lead, theirs: theirs.lead },
    { base, ours, theirs },
    scene,
  );
  scene.budget.left -= ours.body.length + theirs.body.length;
  const core =
    scene.budget.left < 0
      ? null
      : mergeNodes({ base: base?.node ?? null, ours: ours.node, theirs: theirs.node }, scene);
  return [
    ...lead,
    ...(core ?? [openChoice(coreTexts({ base, ours, theirs }), placesOf({ base, ours, theirs }))]),
  ];
}

/** Three texts of which a merge is wanted. */
interface Texts {
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
}

/** Merges texts of which one side changed nothing, or only the layout, or both did the same; null for all others. */
function mergeTexts({ base, ours, theirs }: Texts, scene: MergeScene): string | null {
  if (ours === theirs || theirs === base) return ours;
  if (ours === base) return theirs;
  for (const [rule, form] of forms) {
    const { indentMatters } = scene.base.grammar;
    const [b, o, t] = [base, ours, theirs].map((text) => form(text, indentMatters));
    if (o !== t && t !== b && o !== b) continue;
    noteRule(scene, o === t ? `${rule}Same` : rule);
    return t === b || (o === t && o !== b) ? ours : theirs;
  }
  return null;
}

const forms = [
  ['layout', canonical],
  ['style', looseCanonical],
] as const;

function mergeLeads(texts: Texts, items: ItemTripleOrNone, scene: MergeScene): readonly Part[] {
  const merged = mergeTexts(texts, scene) ?? mergeWords(texts.base, texts.ours, texts.theirs);
  if (merged !== null) return [merged];
  const { base, ours, theirs } = items;
  return [openChoice(texts, { base: leadPlace(base), ours: leadPlace(ours), theirs: leadPlace(theirs) })];
}

interface ItemTripleOrNone {
  readonly base: Item | null;
  readonly ours: Item | null;
  readonly theirs: Item | null;
}

function leadPlace(item: Item | null): Places['base'] {
  return item === null ? null : { start: item.place.bodyStart, end: item.place.coreStart };
}

function placesOf({ base, ours, theirs }: ItemTripleOrNone): Places {
  const place = (item: Item | null): Places['base'] =>
    item === null ? null : { start: item.place.coreStart, end: item.place.bodyEnd };
  return { base: place(base), ours: place(ours), theirs: place(theirs) };
}

function coreTexts({ base, ours, theirs }: ItemTripleOrNone): Texts {
  const core = (item: Item | null): string => item?.body.slice(item.lead.length) ?? '';
  return { base: core(base), ours: core(ours), theirs: core(theirs) };
}

function openChoice(texts: Texts, places: Places): Part {
  const both = mergeWords(texts.base, texts.ours, texts.theirs);
  return { kind: 'choice', facts: { kind: 'edit', policy: 'record', named: false, places }, ...texts, both };
}

interface Nodes {
  readonly base: TreeNode | null;
  readonly ours: TreeNode | null;
  readonly theirs: TreeNode | null;
}

/** Merges nodes part by part; null where they have not the same shape or are not understood. */
function mergeNodes({ base, ours, theirs }: Nodes, scene: MergeScene): readonly Part[] | null {
  if (ours === null || theirs === null || ours.type !== theirs.type) return null;
  if (base !== null && base.type !== ours.type) return null;
  if ([base, ours, theirs].some((node) => node !== null && (node.broken || node.children.length === 0)))
    return null;
  return (
    mergeLists({ base, ours, theirs }, scene) ??
    (base === null ? null : mergeRecords({ base, ours, theirs }, scene))
  );
}

interface KnownNodes extends Nodes {
  readonly ours: TreeNode;
  readonly theirs: TreeNode;
}

function mergeLists({ base, ours, theirs }: KnownNodes, scene: MergeScene): readonly Part[] | null {
  const rule = scene.base.grammar.lists[ours.type];
  if (rule === undefined) return null;
  const oursList = listItems(ours, rule, scene.ours, 'node');
  const theirsList = listItems(theirs, rule, scene.theirs, 'node');
  const baseList = base === null ? null : listItems(base, rule, scene.base, 'node');
  if (oursList === null || theirsList === null || (base !== null && baseList === null)) return null;
  const edge = (side: 'before' | 'after'): readonly Part[] => {
    const lists = { base: baseList, ours: oursList, theirs: theirsList };
    const nodes = { base, ours, theirs };
    const items = (version: keyof Nodes) => {
      const [list, node] = [lists[version], nodes[version]];
      return list === null || node === null
        ? []
        : recordItems(list[side], side === 'before' ? node.start : list.end, scene[version]);
    };
    return [
      mergeSequence(
        { base: items('base'), ours: items('ours'), theirs: items('theirs') },
        recordStyle,
        scene,
      ),
    ];
  };
  const trailing =
    oursList.trailing === (baseList?.trailing ?? false) ? theirsList.trailing : oursList.trailing;
  const style = { policy: rule.policy, separator: oursList.separator || theirsList.separator, trailing };
  return [
    ...edge('before'),
    gapBehind(ours, oursList, scene.ours),
    mergeSequence(
      { base: baseList?.items ?? [], ours: oursList.items, theirs: theirsList.items },
      style,
      scene,
    ),
    ...edge('after'),
  ];
}

// The rest of the line of an opening bracket belongs to neither the bracket nor the first item.
function gapBehind(
  node: TreeNode,
  { before, start }: { before: readonly TreeNode[]; start: number },
  { text }: SourceVersion,
): string {
  return text.slice(before.at(-1)?.end ?? node.start, start);
}

const recordStyle = { policy: 'record', separator: '', trailing: false } as const;

function mergeRecords({ base, ours, theirs }: KnownNodes, scene: MergeScene): readonly Part[] {
  const items = (node: TreeNode | null, version: SourceVersion): Item[] =>
    node === null ? [] : recordItems(node.children, node.start, version);
  const sides = {
    base: items(base, scene.base),
    ours: items(ours, scene.ours),
    theirs: items(theirs, scene.theirs),
  };
  noteRule(scene, `inside ${familyOf(ours.type)}`);
  return [mergeSequence(sides, recordStyle, scene)];
}

function familyOf(type: string): string {
  if (/call|argument|invocation/.test(type)) return 'call';
  if (/function|method|class|interface|struct|impl|item|decl|definition|export/.test(type))
    return 'definition';
  return /statement/.test(type) ? 'statement' : 'expression';
}
