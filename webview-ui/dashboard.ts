import type { Snapshot } from '../src/protocol/snapshot';
import type { DashboardState, DashboardTarget } from '../src/protocol/webview';
import { makeTextField } from './controls/controls';
import { drawCounts, drawRadarLine } from './header';
import { drawMessage } from './messages';
import { messageOf } from './model/message';
import { buildTree, describeNews, filterTree } from './model';
import type { TreeHooks } from './tree/treeView';
import { TreeView } from './tree/treeView';

/** The whole page: header, warnings, tree or message, and the radar's line. It holds nothing but what it was last told. */
export class Dashboard {
  private readonly counts = element('div', 'counts');
  private readonly warnings = element('div', 'warnings');
  private readonly message = element('div', 'message');
  private readonly radar = element('div', 'radar');
  private readonly live = element('div', 'announcement');
  private readonly filter: HTMLElement;
  private readonly tree: TreeView;
  private snapshot: Snapshot | null = null;
  private wanted = '';

  constructor(
    private readonly root: HTMLElement,
    choices: Record<string, boolean>,
    private readonly hooks: TreeHooks,
  ) {
    this.tree = new TreeView(choices, hooks);
    this.filter = makeTextField('Filter sessions and files', (text) => this.applyFilter(text));
    this.live.setAttribute('aria-live', 'polite');
    this.warnings.setAttribute('role', 'status');
    root.replaceChildren(
      this.counts,
      this.filter,
      this.warnings,
      this.message,
      this.tree.element,
      this.radar,
      this.live,
    );
  }

  /** Shows a state of the dashboard in place of the one before. */
  show(state: DashboardState): void {
    const snapshot = state.kind === 'live' ? state.snapshot : state.kind === 'offline' ? state.last : null;
    if (state.kind === 'live') this.announce(describeNews(this.snapshot, state.snapshot));
    this.snapshot = snapshot;
    this.root.dataset['state'] = state.kind;
    drawMessage(this.message, messageOf(state), this.hooks.onIntent);
    this.showSnapshot();
  }

  /** Brings a thing into view. */
  reveal(target: DashboardTarget): void {
    if (target.kind === 'session') this.tree.reveal(`session:${target.sessionId}`);
    else if (target.kind === 'conflict') this.tree.reveal(`conflict:pair:${target.conflictId}`);
    else this.tree.reveal(`claim:file:${target.claimId}`);
  }

  /** Says something to who cannot see the page change. */
  announce(text: string): void {
    if (text !== '') this.live.textContent = text;
  }

  private applyFilter(text: string): void {
    this.wanted = text;
    this.showSnapshot();
    if (this.snapshot === null || text.trim() === '') return;
    const found = filterTree(buildTree(this.snapshot), text).reduce(
      (sum, { children }) => sum + children.length,
      0,
    );
    this.announce(found === 1 ? '1 match' : `${found} matches`);
  }

  private showSnapshot(): void {
    const { snapshot } = this;
    const isEmpty = snapshot === null || buildTree(snapshot).length === 0;
    this.filter.hidden = isEmpty;
    this.tree.element.hidden = isEmpty;
    drawCounts(this.counts, snapshot, this.hooks.onIntent);
    drawRadarLine(this.radar, snapshot);
    this.warnings.replaceChildren(...(snapshot?.warnings ?? []).map((text) => element('p', 'warning', text)));
    this.tree.show(snapshot === null ? [] : filterTree(buildTree(snapshot), this.wanted));
  }
}

function element(tag: string, className: string, text = ''): HTMLElement {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}
