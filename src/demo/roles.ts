import type { DemoAgent, DemoRole } from './demoAgent';
import { payments } from './demoRepository';

const amountLine = '  const amount = total(cart);\n';

/** Two who change the same lines, one who keeps a file to itself, and one who is refused it and then asks the user. */
export const roles: readonly DemoRole[] = [
  {
    name: 'payments-api',
    prompt: 'Round every amount to cents before it is charged',
    play: async (agent: DemoAgent): Promise<void> => {
      const rounded = payments.replace(amountLine, '  const amount = Math.round(total(cart) * 100) / 100;\n');
      await agent.edit('src/payments.ts', () => rounded);
      await agent.pause(8000);
      await agent.edit('src/cart.ts', (text) =>
        text.replace('everything in a cart', 'everything in a cart, in euros'),
      );
      await agent.pause(60_000);
      await agent.edit('src/payments.ts', () => payments);
      await agent.pause(12_000);
    },
  },
  {
    name: 'checkout-ui',
    prompt: 'Show the customer the amount including shipping',
    play: async (agent: DemoAgent): Promise<void> => {
      const shipped = payments.replace(amountLine, '  const amount = total(cart) + shipping(cart);\n');
      await agent.pause(2000);
      await agent.edit(
        'src/payments.ts',
        () =>
          `${shipped}\nfunction shipping(cart: Cart): number {\n  return cart.items.length > 3 ? 0 : 4.9;\n}\n`,
      );
      await agent.pause(10_000);
      await agent.edit('src/checkout.ts', (text) => text.replace('Sells what', 'Sells and ships what'));
      await agent.pause(40_000);
    },
  },
  {
    name: 'deps-bump',
    prompt: 'Update express to 5.2',
    play: async (agent: DemoAgent): Promise<void> => {
      await agent.claim('package-lock.json', 'Updating dependencies');
      await agent.edit('package.json', (text) => text.replace('^5.1.0', '^5.2.0'));
      await agent.pause(6000);
      await agent.edit('package-lock.json', (text) => text.replace('"1.2.0"', '"1.2.1"'));
      await agent.pause(45_000);
    },
  },
  {
    name: 'release-notes',
    prompt: 'Write the notes for version 1.3.0',
    play: async (agent: DemoAgent): Promise<void> => {
      await agent.prompt('Write the notes for version 1.3.0');
      await agent.pause(9000);
      await agent.edit('package-lock.json', (text) => text.replace('"1.2.0"', '"1.3.0"'));
      await agent.edit('CHANGELOG.md', (text) => (text.includes('## 1.3.0') ? text : text.replace('# Changelog\n', '# Changelog\n\n## 1.3.0\n\n- Amounts are rounded to cents.\n'))); // prettier-ignore
      await agent.endTurn(
        'The notes are written, but package-lock.json is held by "deps-bump".\nShall I wait for it, or leave the version as it is?',
      );
      await agent.pause(50_000);
    },
  },
];
