// Runs in the page before the dashboard does: what VS Code gives a webview, and what tests need to feed and read it.
const sent = [];

window.addEventListener(
  'securitypolicyviolation',
  ({ violatedDirective, blockedURI, sourceFile, lineNumber }) =>
    window.complain(`refused by ${violatedDirective}: ${blockedURI} at ${sourceFile}:${lineNumber}`),
);

window.acquireVsCodeApi = () => ({
  postMessage: (message) => sent.push(message),
  getState: () => JSON.parse(sessionStorage.getItem('state') ?? 'null'),
  setState: (state) => sessionStorage.setItem('state', JSON.stringify(state)),
});

window.vscodeStandIn = {
  /** Resolves when the page has been drawn again. */
  send(data) {
    window.dispatchEvent(new MessageEvent('message', { data }));
    return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())));
  },
  takeSent: () => sent.splice(0),
};
