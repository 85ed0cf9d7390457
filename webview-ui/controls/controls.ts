import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeProgressRing,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';

/** Registers the controls; must run before any is made. */
export function registerControls(): void {
  provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeProgressRing(), vsCodeTextField());
}

/** Makes a button. */
export function makeButton(label: string, onClick: () => void): HTMLElement {
  const button = document.createElement('vscode-button');
  button.textContent = label;
  button.addEventListener('click', onClick);
  return button;
}

/** Makes a button that shows a picture in place of its label. */
export function makeIconButton(label: string, icon: SVGElement, onClick: () => void): HTMLElement {
  const button = document.createElement('vscode-button');
  button.setAttribute('appearance', 'icon');
  button.setAttribute('aria-label', label);
  button.title = label;
  button.append(icon);
  button.addEventListener('click', onClick);
  return button;
}

/** A field for a line of text. */
export interface TextField extends HTMLElement {
  placeholder: string;
  value: string;
}

/** Makes a field that tells each change of its text. */
export function makeTextField(label: string, onInput: (text: string) => void): TextField {
  const field = document.createElement('vscode-text-field') as TextField;
  field.placeholder = label;
  // What is in it names it for screen readers; the style sheet hides it, as the placeholder says the same.
  field.textContent = label;
  field.addEventListener('input', () => onInput(field.value));
  return field;
}

/** Makes the sign that something is under way. */
export function makeProgressRing(): HTMLElement {
  const ring = document.createElement('vscode-progress-ring');
  ring.setAttribute('aria-label', 'Loading');
  return ring;
}
