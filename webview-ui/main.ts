import type { FromWebview, ToWebview } from '../src/protocol/webview';
import { refreshAges } from './age';
import { registerControls } from './controls/controls';
import type { Arrangement } from './dashboard';
import { Dashboard } from './dashboard';

/** What VS Code gives a webview. */
interface VsCodeApi {
  postMessage(message: FromWebview): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

registerControls();
const api = acquireVsCodeApi();
const saved = (api.getState() ?? {}) as Partial<Arrangement>;
const root = document.getElementById('root') ?? document.body;
const arrangement = { choices: {}, dismissed: [], ...saved };
const dashboard = new Dashboard(root, arrangement, {
  onIntent: (intent) => api.postMessage({ type: 'intent', intent }),
  onArranged: (arranged) => api.setState(arranged),
});

window.addEventListener('message', (event: MessageEvent<ToWebview>) => {
  const message = event.data;
  if (message.type === 'state') dashboard.show(message.state);
  else dashboard.reveal(message.target);
});
setInterval(() => refreshAges(document, Date.now()), 15_000);
api.postMessage({ type: 'ready' });
