import type { FromWebview, ToWebview } from '../src/protocol/webview';
import { refreshAges } from './age';
import { registerControls } from './controls/controls';
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
let requestId = 0;
const saved = (api.getState() ?? {}) as { readonly choices?: Record<string, boolean> };
const root = document.getElementById('root') ?? document.body;
const dashboard = new Dashboard(root, saved.choices ?? {}, {
  onIntent: (intent) => api.postMessage({ type: 'intent', requestId: requestId++, intent }),
  onExpansion: (choices) => api.setState({ choices }),
});

window.addEventListener('message', (event: MessageEvent<ToWebview>) => {
  const message = event.data;
  if (message.type === 'state') dashboard.show(message.state);
  else if (message.type === 'reveal') dashboard.reveal(message.target);
  else if (message.error !== null) dashboard.announce(message.error);
});
setInterval(() => refreshAges(document, Date.now()), 15_000);
api.postMessage({ type: 'ready' });
