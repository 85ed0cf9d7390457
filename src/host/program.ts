/** The host as a program of its own, dist/host.js: loaded by the extension and by `parallel-cc serve` when they need it. */
export { startCoordinator } from './host';
export { runHeadlessHost } from './headless';
