import { makeIconButton } from './controls/controls';
import { drawIcon } from './icons';

/** Draws warnings that the user can send away; unchanged ones are left as they are. */
export function drawWarnings(
  target: HTMLElement,
  warnings: readonly string[],
  onDismiss: (warning: string) => void,
): void {
  const content = JSON.stringify(warnings);
  if (target.dataset['content'] === content) return;
  target.dataset['content'] = content;
  target.replaceChildren(...warnings.map((warning) => drawWarning(warning, () => onDismiss(warning))));
}

function drawWarning(text: string, onDismiss: () => void): HTMLElement {
  const warning = document.createElement('div');
  warning.className = 'warning';
  const words = document.createElement('p');
  words.textContent = text;
  warning.append(words, makeIconButton('Dismiss Warning', drawIcon('close'), onDismiss));
  return warning;
}
