import { stat } from 'node:fs/promises';
import { relative } from 'node:path';
import type { ReplyStream } from '../../connect/call';
import { ConnectError } from '../../connect/connectError';
import { endAtDeadline, keepAlive } from '../keepalive';
import type { SandboxPaths } from '../sandboxPaths';
import type { FolderEvent } from './folderWatch';
import { FolderWatch } from './folderWatch';
import { entryInfo } from './entryInfo';

/** Tells a client what changes in a folder, until it goes away. */
export async function watchDir(
  folder: string,
  options: { readonly recursive: boolean; readonly entries: boolean },
  stream: ReplyStream,
  paths: SandboxPaths,
): Promise<void> {
  if (!(await stat(folder)).isDirectory())
    throw new ConnectError('invalid_argument', `path is not a directory: ${folder}`);
  const report = async (event: FolderEvent): Promise<void> => {
    const entry = options.entries ? await entryInfo(event.path, paths).catch(() => undefined) : undefined;
    const name = relative(folder, event.path);
    stream.send({ filesystem: { name, type: eventTypes[event.kind], ...(entry === undefined ? {} : { entry }) } }); // prettier-ignore
  };
  const watch = new FolderWatch(report, options.recursive);
  stream.onClosed(() => watch.dispose());
  await watch.start(folder);
  stream.send({ start: {} });
  keepAlive(stream, { keepalive: {} });
  endAtDeadline(stream, () => undefined);
}

const eventTypes: Readonly<Record<FolderEvent['kind'], string>> = {
  create: 'EVENT_TYPE_CREATE',
  write: 'EVENT_TYPE_WRITE',
  remove: 'EVENT_TYPE_REMOVE',
  rename: 'EVENT_TYPE_RENAME',
  chmod: 'EVENT_TYPE_CHMOD',
};
