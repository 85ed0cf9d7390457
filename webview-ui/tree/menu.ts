import type { DashboardIntent } from '../../src/protocol/webview';
import type { TreeAction } from './node';

/** What a menu offers, where, and who is told. */
export interface MenuOptions {
  readonly label: string;
  readonly actions: readonly TreeAction[];
  readonly anchor: DOMRect;
  readonly onChoose: (intent: DashboardIntent) => void;
  readonly returnFocus: () => void;
}

/** Shows what can be done with a row as a menu, and gives the focus back when it closes. */
export function openMenu({ label, actions, anchor, onChoose, returnFocus }: MenuOptions): void {
  document.querySelector('.menu')?.remove();
  const menu = document.createElement('div');
  menu.className = 'menu';
  menu.setAttribute('role', 'menu');
  menu.setAttribute('aria-label', label);
  // In this order: a menu that is taken away with the focus in it loses the focus, and is taken away for that again.
  const close = (): void => {
    returnFocus();
    menu.remove();
  };
  for (const action of actions) menu.append(menuItem(action, close, onChoose));
  menu.addEventListener('keydown', (event) => handleKey(event, menu, close));
  menu.addEventListener('focusout', (event) => {
    if (!menu.contains(event.relatedTarget as Node | null)) menu.remove();
  });
  document.body.append(menu);
  place(menu, anchor);
  (menu.firstElementChild as HTMLElement | null)?.focus();
}

function menuItem(
  action: TreeAction,
  close: () => void,
  onChoose: (intent: DashboardIntent) => void,
): HTMLElement {
  const item = document.createElement('button');
  item.setAttribute('role', 'menuitem');
  item.tabIndex = -1;
  item.textContent = action.label;
  item.addEventListener('click', () => {
    close();
    onChoose(action.intent);
  });
  return item;
}

function handleKey(event: KeyboardEvent, menu: HTMLElement, close: () => void): void {
  const items = [...menu.children] as HTMLElement[];
  const at = items.indexOf(document.activeElement as HTMLElement);
  const moves: Readonly<Record<string, number>> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    Home: 0,
    End: items.length - 1,
  };
  const to = moves[event.key];
  if (event.key === 'Escape' || event.key === 'Tab') close();
  else if (to !== undefined) items[(to + items.length) % items.length]?.focus();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function place(menu: HTMLElement, anchor: DOMRect): void {
  const { innerHeight, innerWidth } = window;
  const below = anchor.bottom + menu.offsetHeight <= innerHeight;
  menu.style.top = `${Math.max(0, below ? anchor.bottom : anchor.top - menu.offsetHeight)}px`;
  menu.style.left = `${Math.max(0, Math.min(anchor.left + 24, innerWidth - menu.offsetWidth - 4))}px`;
}
