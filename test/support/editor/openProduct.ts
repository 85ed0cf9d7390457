// The built extension in a real workbench, unpacked where the editor looks for extensions.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Editor, EditorOptions } from './bootEditor';
import { bootEditor } from './bootEditor';
import type { Browser } from './openBrowser';
import { openBrowser } from './openBrowser';
import { unpackExtension } from './unpackExtension';
import { openWorkbench } from './workbench';

/** An editor with the product in it, open in a browser; `await using` ends both. */
export interface OpenProduct extends AsyncDisposable, Pick<Browser, 'page' | 'context' | 'consoleLines'> {
  readonly editor: Editor;
}

/** Opens a workspace with the extension as it was built. */
export async function openProduct(options: EditorOptions): Promise<OpenProduct> {
  const extensionsDir = await mkdtemp(join(tmpdir(), 'parallel-cc-extensions-'));
  await unpackExtension(join(extensionsDir, 'parallel-cc.parallel-cc'));
  const editor = await bootEditor({ ...options, extensionsDir });
  const browser = await openBrowser();
  const { page, context, consoleLines } = browser;
  page.setDefaultTimeout(15_000);
  await openWorkbench(page, editor.url);
  return {
    ...{ editor, page, context, consoleLines },
    async [Symbol.asyncDispose]() {
      await browser.close();
      await editor.stop();
      await rm(extensionsDir, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}
