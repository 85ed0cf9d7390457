import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../support/processes';
import { callHost } from '../support/sessions';
import { eras, startAgent } from './agent';
import { Workplace } from './workplace';

let place: Workplace;

beforeEach(async () => {
  place = await Workplace.make();
});

afterEach(() => place.dispose());

describe.each(eras)('claims of a client of the %s protocol', (era) => {
  it('claims, denies with the holder, escalates, lists and releases', async () => {
    await place.registerTwo();
    await using one = await startAgent({ cwd: place.repository.path, era, session: place.first.id });
    await using other = await startAgent({ cwd: place.second.worktreePath, era });
    const granted = await one.call('claim_file', {
      filePath: 'src/pay.ts',
      mode: 'INTENT',
      reason: 'Rewriting it',
    });
    expect(granted.structuredContent).toMatchObject({
      success: true,
      claim: { holder: 'first', mode: 'intent' },
    });
    const claimId = granted.structuredContent?.['claimId'];
    const escalated = await one.call('escalate_claim', { claim: claimId });
    expect(escalated.structuredContent).toMatchObject({ success: true, claim: { mode: 'exclusive' } });
    const denied = await other.call('claim_file', { filePath: './src/pay.ts' });
    expect(denied.isError).toBeUndefined();
    expect(denied.structuredContent).toMatchObject({
      success: false,
      claimId: null,
      conflictingClaims: [{ holder: 'first', reason: 'Rewriting it' }],
    });
    expect(await other.call('release_file', { filePath: 'src/pay.ts' })).toMatchObject({ isError: true });
    expect(
      (await other.call('list_file_claims', { filePaths: ['./src/pay.ts'] })).structuredContent,
    ).toMatchObject({
      totalClaims: 1,
      claims: [{ claimMode: 'EXCLUSIVE', holder: 'first' }],
    });
    expect((await one.call('release_file', { claimId })).structuredContent).toMatchObject({ success: true });
    expect((await other.call('claim_file', { filePath: 'src/pay.ts' })).structuredContent).toMatchObject({
      success: true,
    });
  });

  it('waits for a claim until its holder lets go of it, telling how far it is, and not for ever', async () => {
    await place.registerTwo();
    await using one = await startAgent({ cwd: place.repository.path, era });
    await using other = await startAgent({ cwd: place.second.worktreePath, era });
    await one.call('claim_file', { filePath: 'src/pay.ts' });
    const soon = await other.call('wait_for_claim', { filePath: 'src/pay.ts', timeoutSeconds: 1 });
    expect(soon.structuredContent).toMatchObject({ success: false });
    const told: string[] = [];
    const waiting = other.client.callTool(
      { name: 'wait_for_claim', arguments: { filePath: 'src/pay.ts', timeoutSeconds: 30 } },
      { onprogress: ({ message }) => void told.push(message ?? '') },
    );
    await eventually(() => told.length > 0);
    expect(told[0]).toBe('Held by first.');
    await one.call('release_file', { filePath: 'src/pay.ts' });
    expect((await waiting).structuredContent).toMatchObject({ success: true, claim: { holder: 'second' } });
  });

  it('leaves the queue when its client does not want to wait any more', async () => {
    await place.registerTwo();
    await using one = await startAgent({ cwd: place.repository.path, era });
    await using other = await startAgent({ cwd: place.second.worktreePath, era });
    await one.call('claim_file', { filePath: 'src/pay.ts' });
    const cancelling = new AbortController();
    const waiting = other.client.callTool(
      { name: 'wait_for_claim', arguments: { filePath: 'src/pay.ts', timeoutSeconds: 300 } },
      { signal: cancelling.signal },
    );
    const queued = async (): Promise<number> => (await callHost(place.repository.path, 'getSnapshot', { fresh: false })).waits.length; // prettier-ignore
    await eventually(async () => (await queued()) === 1);
    cancelling.abort();
    await expect(waiting).rejects.toThrow();
    await eventually(async () => (await queued()) === 0);
  });

  it('claims symbols and resources, hands them over, and hands out numbers', async () => {
    await place.registerTwo();
    await using one = await startAgent({ cwd: place.repository.path, era });
    await using other = await startAgent({ cwd: place.second.worktreePath, era });
    const symbols = { one: 'src/pay.ts#pay', other: 'src/pay.ts#refund' };
    expect((await one.call('claim_file', { filePath: symbols.one })).structuredContent).toMatchObject({ success: true }); // prettier-ignore
    expect((await other.call('claim_file', { filePath: symbols.other })).structuredContent).toMatchObject({ success: true }); // prettier-ignore
    expect((await other.call('claim_file', { filePath: symbols.one })).structuredContent).toMatchObject({ success: false }); // prettier-ignore
    await one.call('claim_file', { filePath: 'port:3000' });
    const given = await one.call('release_file', { filePath: 'port:3000', handOverTo: 'second' });
    expect(given.structuredContent).toMatchObject({
      released: [{ filePath: 'port:3000', holder: 'second' }],
    });
    expect((await one.call('next_number', { sequence: 'migrations', from: 7 })).structuredContent).toEqual({ number: 7 }); // prettier-ignore
    expect((await other.call('next_number', { sequence: 'migrations' })).structuredContent).toEqual({ number: 8 }); // prettier-ignore
  });
});
