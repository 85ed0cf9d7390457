import type { DashboardIntent } from '../../src/protocol/webview';
import { openMenu } from './menu';
import type { TreeNode } from './node';
import { RowView } from './row';

/** What the tree tells, and where it remembers what is expanded. */
export interface TreeHooks {
  readonly onIntent: (intent: DashboardIntent) => void;
  readonly onExpansion: (choices: Readonly<Expansion>) => void;
}

/** How long letters count as one word when jumping by name, in milliseconds. */
const typeAheadMs = 700;

/** Which rows the user has expanded or collapsed, by key. */
export type Expansion = Record<string, boolean>;

/**
 * A tree of rows that keeps its focus, its expansion and its scroll position while what it shows changes.
 * Keys and roles follow the tree pattern of the ARIA Authoring Practices Guide.
 */
export class TreeView {
  readonly element = document.createElement('ul');
  private nodes: readonly TreeNode[] = [];
  private readonly rows = new Map<string, RowView>();
  private visible: RowView[] = [];
  private focusKey: string | null = null;
  private typed = { text: '', at: 0 };
  /** What counts while a filter shows its matches, whatever the user had collapsed before. */
  private filtered: Expansion | null = null;

  constructor(
    private readonly choices: Expansion,
    private readonly hooks: TreeHooks,
  ) {
    this.element.className = 'tree';
    this.element.setAttribute('role', 'tree');
    this.element.setAttribute('aria-label', 'Sessions, conflicts and claims');
    this.element.addEventListener('keydown', (event) => this.handleKey(event));
    this.element.addEventListener('click', (event) => this.handleClick(event));
    this.element.addEventListener('contextmenu', (event) => this.handleContextMenu(event));
    this.element.addEventListener('focusin', (event) => this.noteFocus(event));
  }

  /** Shows these rows; matches of a filter are shown as open as they come. */
  show(nodes: readonly TreeNode[], isFiltered = false): void {
    this.filtered = isFiltered ? (this.filtered ?? {}) : null;
    this.draw(nodes);
  }

  /** Gives the focus to the row that Tab would lead to. */
  focusCurrent(): void {
    this.focus(this.rows.get(this.focusKey ?? ''));
  }

  private draw(nodes: readonly TreeNode[]): void {
    const hadFocus = this.element.contains(document.activeElement);
    const before = this.visible;
    this.nodes = nodes;
    this.visible = [];
    const used = new Set<string>();
    this.fill(this.element, nodes, 1, used);
    for (const [key, row] of this.rows) {
      if (used.has(key)) continue;
      row.element.remove();
      this.rows.delete(key);
    }
    this.keepFocus(before, hadFocus);
  }

  /** Expands what lies above a row, and gives it the focus. */
  reveal(key: string): void {
    const path = pathTo(this.nodes, (node) => node.key === key);
    for (const node of path.slice(0, -1)) this.expansion[node.key] = true;
    this.draw(this.nodes);
    this.focus(this.rows.get(key));
  }

  private fill(parent: HTMLElement, nodes: readonly TreeNode[], level: number, used: Set<string>): void {
    let previous: Element | null = null;
    for (const [index, node] of nodes.entries()) {
      const row = this.rowOf(node);
      used.add(node.key);
      this.visible.push(row);
      const expanded = this.isExpanded(node);
      row.update(node, { level, position: index + 1, setSize: nodes.length, expanded });
      const next: Element | null = previous === null ? parent.firstElementChild : previous.nextElementSibling;
      if (next !== row.element) parent.insertBefore(row.element, next);
      previous = row.element;
      if (expanded) this.fill(row.group, node.children, level + 1, used);
    }
  }

  private rowOf(node: TreeNode): RowView {
    const known = this.rows.get(node.key);
    if (known !== undefined) return known;
    const made = new RowView(node, (row) => this.openMenuOf(row));
    this.rows.set(node.key, made);
    return made;
  }

  private get expansion(): Expansion {
    return this.filtered ?? this.choices;
  }

  private isExpanded(node: TreeNode): boolean {
    return node.children.length > 0 && (this.expansion[node.key] ?? node.expandedAtFirst);
  }

  private setExpanded(nodes: readonly TreeNode[], expanded: boolean): void {
    for (const { key } of nodes) this.expansion[key] = expanded;
    this.hooks.onExpansion(this.choices);
    this.draw(this.nodes);
  }

  // One row at a time is a stop for Tab; when it is gone its neighbour takes its place.
  private keepFocus(before: readonly RowView[], hadFocus: boolean): void {
    const at = before.findIndex((row) => row.node.key === this.focusKey);
    const current = nearestLeft(before, at, new Set(this.visible)) ?? this.visible[0];
    this.focusKey = current?.node.key ?? null;
    for (const row of this.visible) row.element.tabIndex = row === current ? 0 : -1;
    // What is drawn anew must not move under the reader's eyes.
    if (hadFocus && document.activeElement !== current?.element)
      current?.element.focus({ preventScroll: true });
  }

  private focus(row: RowView | undefined): void {
    row?.element.focus();
    row?.element.scrollIntoView({ block: 'nearest' });
  }

  private noteFocus(event: FocusEvent): void {
    const row = this.rowAt(event.target);
    if (row === undefined) return;
    this.focusKey = row.node.key;
    for (const other of this.visible) {
      other.element.tabIndex = other === row ? 0 : -1;
      other.element.setAttribute('aria-selected', String(other === row));
    }
  }

  private handleClick(event: MouseEvent): void {
    const row = this.rowAt(event.target);
    if (row === undefined) return;
    this.focus(row);
    const onTwistie = event.target instanceof Element && event.target.classList.contains('twistie');
    if (row.node.children.length > 0 && (onTwistie || row.node.primary === null))
      this.setExpanded([row.node], !this.isExpanded(row.node));
    else if (row.node.primary !== null) this.hooks.onIntent(row.node.primary);
  }

  private handleContextMenu(event: MouseEvent): void {
    const row = this.rowAt(event.target);
    event.preventDefault();
    if (row === undefined) return;
    this.focus(row);
    this.openMenuOf(row);
  }

  private openMenuOf(row: RowView): void {
    const { actions, label } = row.node;
    if (actions.length === 0) return;
    openMenu({
      label: `Actions for ${label}`,
      actions,
      anchor: row.anchor,
      onChoose: this.hooks.onIntent,
      returnFocus: () => this.focusCurrent(),
    });
  }

  private handleKey(event: KeyboardEvent): void {
    const row = this.rowAt(event.target);
    if (row === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const at = this.visible.indexOf(row);
    const steps: Readonly<Record<string, () => void>> = {
      ArrowDown: () => this.focus(this.visible[at + 1]),
      ArrowUp: () => this.focus(this.visible[at - 1]),
      Home: () => this.focus(this.visible[0]),
      End: () => this.focus(this.visible.at(-1)),
      ArrowRight: () => this.goIn(row, at),
      ArrowLeft: () => this.goOut(row),
      Enter: () => this.activate(row),
      ' ': () => this.activate(row),
      ContextMenu: () => this.openMenuOf(row),
      ...(event.shiftKey ? { F10: () => this.openMenuOf(row) } : {}),
      '*': () => this.expandSiblings(row),
    };
    const step = steps[event.key];
    if (step !== undefined) step();
    else if (event.key.length === 1) this.jumpTo(event.key, at);
    else return;
    event.preventDefault();
  }

  private goIn(row: RowView, at: number): void {
    if (row.node.children.length === 0) return;
    if (this.isExpanded(row.node)) this.focus(this.visible[at + 1]);
    else this.setExpanded([row.node], true);
  }

  private goOut(row: RowView): void {
    if (this.isExpanded(row.node)) this.setExpanded([row.node], false);
    else this.focus(this.rowAt(row.element.parentElement));
  }

  private activate(row: RowView): void {
    if (row.node.primary !== null) this.hooks.onIntent(row.node.primary);
    else if (row.node.children.length > 0) this.setExpanded([row.node], !this.isExpanded(row.node));
    else this.openMenuOf(row);
  }

  private expandSiblings(row: RowView): void {
    const parent = pathTo(this.nodes, (node) => node === row.node).at(-2);
    const siblings = parent?.children ?? this.nodes;
    this.setExpanded(siblings.filter(({ children }) => children.length > 0), true); // prettier-ignore
  }

  private jumpTo(letter: string, at: number): void {
    const now = Date.now();
    const text =
      now - this.typed.at < typeAheadMs ? this.typed.text + letter.toLowerCase() : letter.toLowerCase();
    this.typed = { text, at: now };
    const from = text.length === 1 ? at + 1 : at;
    const order = [...this.visible.slice(from), ...this.visible.slice(0, from)];
    this.focus(order.find((row) => row.node.label.toLowerCase().startsWith(text)));
  }

  private rowAt(target: EventTarget | null): RowView | undefined {
    const item = target instanceof Element ? target.closest<HTMLElement>('[role=treeitem]') : null;
    return item?.dataset['key'] === undefined ? undefined : this.rows.get(item.dataset['key']);
  }
}

/** Finds the row at a place, or what is left nearest to it: the next one below the same parent, else one before it. */
function nearestLeft(rows: readonly RowView[], at: number, left: ReadonlySet<RowView>): RowView | undefined {
  const level = rows[at]?.level ?? 0;
  for (const row of rows.slice(Math.max(at, 0))) {
    if (row.level < level) break;
    if (left.has(row)) return row;
  }
  return rows.slice(0, Math.max(at, 0)).findLast((row) => left.has(row));
}

function pathTo(nodes: readonly TreeNode[], matches: (node: TreeNode) => boolean): TreeNode[] {
  for (const node of nodes) {
    if (matches(node)) return [node];
    const below = pathTo(node.children, matches);
    if (below.length > 0) return [node, ...below];
  }
  return [];
}
