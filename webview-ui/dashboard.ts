import type { Snapshot } from '../src/protocol/snapshot';
import type { DashboardIntent, DashboardState, DashboardTarget } from '../src/protocol/webview';
import type { TextField } from './controls/controls';
import { makeTextField } from './controls/controls';
import { drawCounts, drawRadarLine } from './header';
import { drawMessage } from './messages';
import { messageOf } from './model/message';
import { buildTree, countMatches, describeNews, filterTree } from './model';
import type { TreeNode } from './tree/node';
import type { Expansion } from './tree/treeView';
import { TreeView } from './tree/treeView';
import { drawWarnings } from './warnings';

/** How the user has arranged the page; it outlives the page. */
export interface Arrangement {
  readonly choices: Expansion;
  /** Warnings that the user has sent away, by their text. */
  dismissed: readonly string[];
}

/** What the page tells. */
export interface DashboardHooks {
  readonly onIntent: (intent: DashboardIntent) => void;
  readonly onArranged: (arrangement: Arrangement) => void;
}

/** The whole page: header, warnings, tree or message, and the radar's line. It holds nothing but what it was last told. */
export class Dashboard {
  private readonly counts = element('div', 'counts');
  private readonly warnings = element('div', 'warnings');
  private readonly message = element('div', 'message');
  private readonly radar = element('div', 'radar');
  private readonly live = element('div', 'announcement');
  private readonly filter: TextField;
  private readonly tree: TreeView;
  private state: DashboardState = { kind: 'loading' };
  private nodes: readonly TreeNode[] = [];

  constructor(
    private readonly root: HTMLElement,
    private readonly arrangement: Arrangement,
    private readonly hooks: DashboardHooks,
  ) {
    const onExpansion = (): void => hooks.onArranged(arrangement);
    this.tree = new TreeView(arrangement.choices, { onIntent: hooks.onIntent, onExpansion });
    this.filter = makeTextField('Filter sessions and files', () => this.applyFilter());
    this.filter.addEventListener('keydown', (event) => this.handleFilterKey(event));
    this.live.setAttribute('aria-live', 'polite');
    for (const part of [this.warnings, this.message]) part.setAttribute('role', 'status');
    const { counts, filter, warnings, message, tree, radar, live } = this;
    root.replaceChildren(counts, filter, warnings, message, tree.element, radar, live);
    this.draw();
  }

  /** Shows a state of the dashboard in place of the one before. */
  show(state: DashboardState): void {
    const before = this.snapshot;
    this.state = state;
    if (state.kind === 'live') this.announce(describeNews(before, state.snapshot));
    this.nodes = this.snapshot === null ? [] : buildTree(this.snapshot);
    this.draw();
  }

  /** Brings a thing into view. */
  reveal(target: DashboardTarget): void {
    if (target.kind === 'session') this.tree.reveal(`session:${target.sessionId}`);
    else if (target.kind === 'conflict') this.tree.reveal(`conflict:pair:${target.conflictId}`);
    else this.tree.reveal(`claim:file:${target.claimId}`);
  }

  private get snapshot(): Snapshot | null {
    const { state } = this;
    return state.kind === 'live' ? state.snapshot : state.kind === 'offline' ? state.last : null;
  }

  private draw(): void {
    const { state, snapshot, nodes, filter } = this;
    const wanted = filter.value.trim();
    const shown = filterTree(nodes, wanted);
    this.root.dataset['state'] = state.kind;
    filter.hidden = nodes.length === 0;
    this.tree.element.hidden = shown.length === 0;
    drawCounts(this.counts, nodes.length === 0 ? null : snapshot);
    drawRadarLine(this.radar, snapshot);
    drawMessage(
      this.message,
      messageOf(state, { isEmpty: nodes.length === 0, wanted, matches: shown.length }),
      this.hooks.onIntent,
    );
    this.drawWarnings();
    this.tree.show(shown, wanted !== '');
  }

  private drawWarnings(): void {
    const { dismissed } = this.arrangement;
    const wanted = this.snapshot?.warnings.filter((warning) => !dismissed.includes(warning)) ?? [];
    drawWarnings(this.warnings, wanted, (warning) => this.dismiss(warning));
  }

  // Only what is still warned of is remembered: the same words would mean something new later.
  private dismiss(warning: string): void {
    const present = this.snapshot?.warnings ?? [];
    if (this.snapshot?.repairs?.includes(warning) === true)
      this.hooks.onIntent({ kind: 'dismissRepair', repair: warning });
    this.arrangement.dismissed = [...this.arrangement.dismissed, warning].filter((text) =>
      present.includes(text),
    );
    this.hooks.onArranged(this.arrangement);
    this.drawWarnings();
    this.tree.focusCurrent();
  }

  private applyFilter(): void {
    this.draw();
    if (this.filter.value.trim() === '') return;
    const found = countMatches(filterTree(this.nodes, this.filter.value));
    this.announce(found === 1 ? '1 match' : `${found} matches`);
  }

  private handleFilterKey(event: KeyboardEvent): void {
    if (event.key === 'ArrowDown') this.tree.focusCurrent();
    else if (event.key === 'Escape' && this.filter.value !== '') {
      this.filter.value = '';
      this.draw();
    } else return;
    event.preventDefault();
  }

  // Replaced even by the same words, which would otherwise be said once only.
  private announce(text: string): void {
    if (text !== '') this.live.replaceChildren(text);
  }
}

function element(tag: string, className: string): HTMLElement {
  const made = document.createElement(tag);
  made.className = className;
  return made;
}
