import {
  provideVSCodeDesignSystem,
  vsCodeBadge,
  vsCodeButton,
  vsCodeProgressRing,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';

/** Registers the controls; must run before any is made. */
export function registerControls(): void {
  provideVSCodeDesignSystem().register(
    vsCodeBadge(),
    vsCodeButton(),
    vsCodeProgressRing(),
    vsCodeTextField(),
  );
}

/** Makes a button. */
export function makeButton(
  label: string,
  onClick: () => void,
  look: 'primary' | 'secondary' = 'primary',
): HTMLElement {
  const button = document.createElement('vscode-button');
  button.setAttribute('appearance', look);
  button.textContent = label;
  button.addEventListener('click', onClick);
  return button;
}

/** Makes a small counter. */
export function makeBadge(text: string): HTMLElement {
  const badge = document.createElement('vscode-badge');
  badge.textContent = text;
  return badge;
}

/** Makes a field that tells each change of its text. */
export function makeTextField(placeholder: string, onInput: (text: string) => void): HTMLElement {
  const field = document.createElement('vscode-text-field') as HTMLElement & {
    placeholder: string;
    value: string;
  };
  field.placeholder = placeholder;
  field.setAttribute('aria-label', placeholder);
  field.addEventListener('input', () => onInput(field.value));
  return field;
}

/** Makes the sign that something is under way. */
export function makeProgressRing(): HTMLElement {
  const ring = document.createElement('vscode-progress-ring');
  ring.setAttribute('aria-label', 'Loading');
  return ring;
}
