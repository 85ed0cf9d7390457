import { shortAge } from '../model/age';
import { drawIcon } from '../icons';
import type { Badge, TreeNode } from './node';

/** How a row stands in the tree. */
export interface RowPlace {
  readonly level: number;
  readonly position: number;
  readonly setSize: number;
  readonly expanded: boolean;
}

/** An item of the tree on the page: its row and the group of the rows below it. */
export class RowView {
  readonly element = document.createElement('li');
  readonly group = document.createElement('ul');
  private readonly row = document.createElement('div');
  private shown = '';
  /** How deep in the tree it stands; the top is 1. */
  level = 1;

  constructor(
    public node: TreeNode,
    private readonly openMenu: (row: RowView) => void,
  ) {
    this.element.setAttribute('role', 'treeitem');
    this.element.tabIndex = -1;
    this.element.dataset['key'] = node.key;
    this.group.setAttribute('role', 'group');
    this.row.className = 'row';
    this.element.append(this.row);
  }

  /** Brings the row up to date; what has not changed is not touched. */
  update(node: TreeNode, place: RowPlace): void {
    this.node = node;
    this.level = place.level;
    const { level, position, setSize, expanded } = place;
    const hasChildren = node.children.length > 0;
    setAttributes(this.element, {
      'aria-level': String(level),
      'aria-posinset': String(position),
      'aria-setsize': String(setSize),
      'aria-label': node.title,
      'aria-expanded': hasChildren ? String(expanded) : null,
      title: node.title,
    });
    this.element.className = `item level-${Math.min(level, 4)} tone-${node.tone}${level === 1 ? ' section' : ''}`;
    const content = JSON.stringify([
      node.icon,
      node.label,
      node.detail,
      node.since,
      node.badge,
      node.actions.length > 0,
      hasChildren,
    ]);
    if (content !== this.shown) this.draw(hasChildren);
    this.shown = content;
    if (!hasChildren || !expanded) this.group.remove();
    else if (this.group.parentNode === null) this.element.append(this.group);
  }

  /** Where a menu of this row belongs on the page. */
  get anchor(): DOMRect {
    return this.row.getBoundingClientRect();
  }

  private draw(hasChildren: boolean): void {
    const { icon, label, detail, since, badge, actions } = this.node;
    const parts: Node[] = [span(hasChildren ? 'twistie' : 'twistie none', '')];
    if (icon !== null) parts.push(drawIcon(icon));
    parts.push(span('label', label));
    if (detail !== '') parts.push(span('detail', detail));
    if (badge !== null) parts.push(drawBadge(badge));
    if (since !== null) {
      const age = span('age', shortAge(since, Date.now()));
      age.dataset['since'] = String(since);
      parts.push(age);
    }
    if (actions.length > 0) parts.push(this.menuButton());
    this.row.replaceChildren(...parts);
  }

  private menuButton(): HTMLElement {
    const button = span('more', '⋯');
    // The keyboard has the menu key for it; a button of its own would be one more stop in every row.
    button.setAttribute('aria-hidden', 'true');
    button.addEventListener('click', (event) => {
      event.stopPropagation();
      this.openMenu(this);
    });
    return button;
  }
}

function drawBadge({ text, icon }: Badge): HTMLElement {
  const badge = span(icon === null ? 'badge' : 'badge attention', text);
  if (icon !== null) badge.prepend(drawIcon(icon));
  return badge;
}

function span(className: string, text: string): HTMLElement {
  const element = document.createElement('span');
  element.className = className;
  element.textContent = text;
  return element;
}

function setAttributes(element: Element, attributes: Readonly<Record<string, string | null>>): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null) element.removeAttribute(name);
    else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  }
}
