import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Makes the small web shop that the demo's agents work on, in a folder that does not exist yet or is empty. */
export async function createDemoRepository(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const git = (...args: string[]) =>
    run('git', ['-c', 'commit.gpgSign=false', ...args], { cwd: folder, env: gitEnvironment() });
  await git('init', '--quiet', '--initial-branch=main');
  for (const [index, { message, files }] of history.entries()) {
    await writeAll(folder, files);
    await git('add', '--all');
    const date = `2026-01-${String(5 + index).padStart(2, '0')}T09:00:00Z`;
    await git('commit', '--quiet', '-m', message, '--date', date);
  }
  await writeAll(folder, { '.env': 'SHOP_CURRENCY=EUR\n' });
}

async function writeAll(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
}

function gitEnvironment(): NodeJS.ProcessEnv {
  const person = { NAME: 'Mira Shop', EMAIL: 'mira@shop.example', DATE: '2026-01-05T09:00:00Z' };
  const roles = Object.entries(person).flatMap(([key, value]) => [
    [`GIT_AUTHOR_${key}`, value],
    [`GIT_COMMITTER_${key}`, value],
  ]);
  return { ...process.env, ...(Object.fromEntries(roles) as Record<string, string>) };
}

/** The file whose lines two of the agents change in different ways. */
export const payments = `import type { Cart } from './cart';
import { total } from './cart';

/** What came of a payment. */
export interface Receipt {
  readonly id: string;
  readonly amount: number;
  readonly currency: string;
}

/** Charges a customer for a cart. */
export async function charge(cart: Cart, card: string): Promise<Receipt> {
  const amount = total(cart);
  const response = await send('/charges', { amount, card });
  return { id: response.id, amount, currency: 'EUR' };
}

/** Gives money back. */
export async function refund(receipt: Receipt): Promise<void> {
  await send('/refunds', { charge: receipt.id, amount: receipt.amount });
}

async function send(path: string, body: object): Promise<{ id: string }> {
  const response = await fetch(\`https://pay.example\${path}\`, { method: 'POST', body: JSON.stringify(body) });
  return (await response.json()) as { id: string };
}
`;

const history = [
  {
    message: 'Start the shop',
    files: {
      'package.json': `${JSON.stringify({ name: 'shop', version: '1.2.0', private: true, scripts: { test: 'node --test' }, dependencies: { express: '^5.1.0' } }, null, 2)}\n`,
      'package-lock.json': `${JSON.stringify({ name: 'shop', version: '1.2.0', lockfileVersion: 3, packages: { '': { name: 'shop', version: '1.2.0' } } }, null, 2)}\n`,
      'README.md': '# Shop\n\nA small shop: carts, a checkout, and payments.\n\n## Start\n\n    npm start\n',
      '.gitignore': 'node_modules/\n.env\n',
      'src/cart.ts': `/** A line of a cart. */
export interface Item {
  readonly sku: string;
  readonly price: number;
  readonly count: number;
}

/** What a customer wants to buy. */
export interface Cart {
  readonly items: readonly Item[];
}

/** The price of everything in a cart. */
export function total(cart: Cart): number {
  return cart.items.reduce((sum, item) => sum + item.price * item.count, 0);
}
`,
    },
  },
  {
    message: 'Take payments',
    files: {
      'src/payments.ts': payments,
      'src/checkout.ts': `import type { Cart } from './cart';
import { charge } from './payments';

/** Sells what is in a cart. */
export async function checkout(cart: Cart, card: string): Promise<string> {
  if (cart.items.length === 0) throw new Error('The cart is empty.');
  const receipt = await charge(cart, card);
  return receipt.id;
}
`,
      'src/server.ts': `import express from 'express';
import { checkout } from './checkout';

const app = express();
app.post('/checkout', async (request, response) => {
  response.json({ receipt: await checkout(request.body.cart, request.body.card) });
});
app.listen(3000);
`,
    },
  },
  {
    message: 'Keep a changelog',
    files: {
      'CHANGELOG.md': '# Changelog\n\n## 1.2.0\n\n- Refunds.\n\n## 1.1.0\n\n- Payments by card.\n',
      'test/cart.test.ts': `import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { total } from '../src/cart';

test('an empty cart costs nothing', () => {
  assert.equal(total({ items: [] }), 0);
});
`,
    },
  },
] as const;
