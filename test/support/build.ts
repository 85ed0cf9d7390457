import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of the built programs; tests that start them need `npm run build` first. */
export function builtPrograms(): Promise<string> {
  const dist = join(import.meta.dirname, '../../dist');
  if (existsSync(join(dist, 'radarWorker.js'))) return Promise.resolve(dist);
  return Promise.reject(
    new Error('The programs in dist/ are missing. Build them with "npm run build" and try again.'),
  );
}
