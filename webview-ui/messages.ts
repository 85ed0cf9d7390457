import type { DashboardIntent } from '../src/protocol/webview';
import { makeButton, makeProgressRing } from './controls/controls';
import type { Message } from './model/message';

/** Draws a message; an unchanged one is left as it is, so that its button keeps the focus. */
export function drawMessage(
  target: HTMLElement,
  message: Message | null,
  onIntent: (intent: DashboardIntent) => void,
): void {
  const content = JSON.stringify(message);
  if (target.dataset['content'] === content) return;
  target.dataset['content'] = content;
  target.hidden = message === null;
  target.replaceChildren();
  if (message === null) return;
  if (message.busy) target.append(makeProgressRing());
  for (const line of message.lines) target.append(textElement('p', line));
  if (message.command !== null) target.append(textElement('code', message.command));
  const { action } = message;
  if (action !== null) target.append(makeButton(action.label, () => onIntent(action.intent)));
}

function textElement(tag: string, text: string): HTMLElement {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}
