import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fillIn } from '../../../src/core/classify/sentence';
import { base, between, makeScene, nextReport } from './scene';

describe('what the radar says of a conflict', () => {
  it('says which definitions both changed', async () => {
    const program = 'export function price(cents: number) {\n  return cents / 100;\n}\n';
    await using scene = await makeScene({ 'shop.ts': program });
    const [found] = await scene.conflicts(
      { 'shop.ts': program.replace('/ 100', '/ 1000') },
      { 'shop.ts': program.replace('cents /', 'Math.round(cents) /') },
    );
    expect(found?.reading).toMatchObject({ nature: 'concurrent-edit', type: 'SEMANTIC', declarations: ['price'] }); // prettier-ignore
  });

  it('sees what merges as text and breaks the program, and hears of its end', async () => {
    const shop = { 'price.ts': 'export function price(cents: number): number {\n  return cents / 100;\n}\n' };
    await using scene = await makeScene(shop);
    const sold = "import { price } from './price';\n\nexport const sold = price(5);\n";
    const found = await scene.conflicts(
      { 'price.ts': shop['price.ts'].replace('cents: number)', 'cents: number, currency: string)') },
      { 'sold.ts': sold },
    );
    expect(found).toMatchObject([
      {
        kind: 'semantic',
        path: 'sold.ts',
        oursPath: 'price.ts',
        theirsPath: 'sold.ts',
        regions: [{ ours: { start: 0, end: 1 }, theirs: { start: 2, end: 3 } }],
        reading: { nature: 'semantic', severity: 'high', type: 'SEMANTIC', declarations: ['price'] },
      },
    ]);
    const went = nextReport(scene.radar, (report) => between(report).length === 0);
    await writeFile(join(scene.two, 'sold.ts'), sold.replace('price(5)', "price(5, 'EUR')"));
    await went;
  });

  it('takes what two sides gave different names as one conflict', async () => {
    await using scene = await makeScene();
    const found = await scene.conflicts(
      { 'a.txt': null, 'one.txt': base },
      { 'a.txt': null, 'two.txt': base },
    );
    expect(found).toMatchObject([
      { kind: 'renamed', path: 'a.txt', oursPath: 'one.txt', theirsPath: 'two.txt', reading: { nature: 'renamed', severity: 'high' } }, // prettier-ignore
    ]);
  });

  it('says that one moved what the other deleted', async () => {
    await using scene = await makeScene();
    const [found] = await scene.conflicts({ 'a.txt': null, 'b.txt': base }, { 'a.txt': null });
    expect(found).toMatchObject({ kind: 'renamed', path: 'b.txt', theirsPath: null, reading: { nature: 'delete-modify' } }); // prettier-ignore
    expect(fillIn(found?.reading.sentence ?? [], { ours: 'one', theirs: 'two' })).toBe('Two deleted a.txt, which one moved to b.txt.'); // prettier-ignore
  });
});
