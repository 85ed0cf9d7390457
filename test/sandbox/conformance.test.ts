// What the unmodified E2B SDK can rely on, one check each, from lifecycle to concurrency. The same file runs on the local
// runtime and, where E2B_API_KEY is set, in E2B's cloud.
import { createHash, randomBytes } from 'node:crypto';
import {
  AuthenticationError, CommandExitError, FileNotFoundError, FileType, InvalidArgumentError,
  SandboxNotFoundError, TimeoutError,
} from 'e2b'; // prettier-ignore
import type { E2B, Sandbox, SandboxOpts } from 'e2b';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { conformanceTargets, until } from '../support/sandbox/targets';

for (const target of conformanceTargets()) {
  const title = target.skipped === undefined ? target.name : `${target.name} (skipped: ${target.skipped})`;
  describe.skipIf(target.skipped !== undefined)(title, () => {
    const run = randomBytes(6).toString('hex');
    const mine: Sandbox[] = [];
    let e2b: E2B;
    let box: Sandbox;

    const create = async ({ template = 'base', ...options }: SandboxOpts = {}): Promise<Sandbox> => {
      const metadata = { run, ...options.metadata };
      const made = await e2b.Sandbox.create(template, { timeoutMs: 300_000, ...options, metadata });
      mine.push(made);
      return made;
    }; // prettier-ignore
    const out = async (command: string, sandbox = box): Promise<string> =>
      (await sandbox.commands.run(command)).stdout;

    beforeAll(async () => {
      e2b = await target.open();
      box = await create({ envs: { GIVEN: 'at creation' } });
    });
    afterAll(async () => {
      await Promise.all(mine.map((one) => one.kill().catch(() => undefined)));
      await target.close();
    });

    describe('lifecycle', () => {
      it('says that a new sandbox runs', async () => expect(await box.isRunning()).toBe(true));

      it('tells its template, state and metadata', async () => {
        const made = await create({ metadata: { colour: 'red' } });
        const info = await made.getInfo();
        expect(info.sandboxId).toBe(made.sandboxId);
        expect(info.state).toBe('running');
        expect(info.metadata).toEqual({ run, colour: 'red' });
        expect(info.cpuCount).toBeGreaterThan(0);
        expect(info.memoryMB).toBeGreaterThan(0);
      });

      it('tells when it ends', async () => {
        const made = await create({ timeoutMs: 120_000 });
        const { startedAt, endAt } = await made.getInfo();
        expect(endAt.getTime() - startedAt.getTime()).toBeGreaterThan(110_000);
        expect(endAt.getTime() - startedAt.getTime()).toBeLessThan(130_000);
      });

      it('sets another timeout', async () => {
        const made = await create({ timeoutMs: 60_000 });
        await made.setTimeout(600_000);
        expect((await made.getInfo()).endAt.getTime() - Date.now()).toBeGreaterThan(570_000);
      });

      it('connects from elsewhere by id', async () => {
        const other = await e2b.Sandbox.connect(box.sandboxId);
        expect((await other.commands.run('echo $GIVEN')).stdout).toBe('at creation\n');
      });

      it('does not shorten the time of one that runs when connecting', async () => {
        const made = await create({ timeoutMs: 600_000 });
        await e2b.Sandbox.connect(made.sandboxId, { timeoutMs: 30_000 });
        expect((await made.getInfo()).endAt.getTime() - Date.now()).toBeGreaterThan(500_000);
      });

      it('kills, once', async () => {
        const made = await create();
        expect(await made.kill()).toBe(true);
        expect(await made.kill()).toBe(false);
      });

      it('says that a killed sandbox does not run', async () => {
        const made = await create();
        await made.kill();
        await until('it is gone', async () => !(await made.isRunning()));
        await expect(made.getInfo()).rejects.toBeInstanceOf(SandboxNotFoundError);
      });

      it('fails to connect to a killed sandbox', async () => {
        const made = await create();
        await made.kill();
        await expect(e2b.Sandbox.connect(made.sandboxId)).rejects.toBeInstanceOf(SandboxNotFoundError);
      });

      it('kills at the end of its time', async () => {
        const made = await create({ timeoutMs: 1_000 });
        await until('its time is over', async () => !(await made.isRunning()));
      });

      it('fails commands of a killed sandbox with a sentence about it', async () => {
        const made = await create();
        await made.kill();
        await until('it is gone', async () => !(await made.isRunning()));
        await expect(made.commands.run('true')).rejects.toBeInstanceOf(SandboxNotFoundError);
      });

      it('ends a command under way when it is killed', async () => {
        const made = await create();
        const handle = await made.commands.run('sleep 100', { background: true, timeoutMs: 0 });
        await made.kill();
        await expect(handle.wait()).rejects.toThrow();
      });

      it('refuses an unknown template', () =>
        expect(create({ template: 'no-such-template-here' })).rejects.toThrow(/no-such-template-here|404|not found/i)); // prettier-ignore

      it('refuses a wrong key', () =>
        expect(create({ apiKey: `e2b_${'0'.repeat(40)}` })).rejects.toBeInstanceOf(AuthenticationError));

      it('fails to tell of a sandbox that never was', () =>
        expect(e2b.Sandbox.getInfo('iabcdefghijklmnopqrst')).rejects.toBeInstanceOf(SandboxNotFoundError));
    });

    describe('lists', () => {
      it('finds sandboxes by metadata', async () => {
        const made = await create({ metadata: { 'a key': 'with = & and ü' } });
        const page = await e2b.Sandbox.list({ query: { metadata: { run, 'a key': 'with = & and ü' } } }).nextItems(); // prettier-ignore
        expect(page.map((one) => one.sandboxId)).toEqual([made.sandboxId]);
      });

      it('finds nothing by other metadata', async () => {
        const pages = e2b.Sandbox.list({ query: { metadata: { run: 'another' } } });
        expect(await pages.nextItems()).toEqual([]);
        expect(pages.hasNext).toBe(false);
      });

      it('comes in pages, none twice and none missing', async () => {
        const made = await Promise.all([1, 2, 3, 4, 5].map(() => create({ metadata: { paged: run } })));
        const pages = e2b.Sandbox.list({ query: { metadata: { paged: run } }, limit: 2 });
        const seen: string[] = [];
        const sizes: number[] = [];
        while (pages.hasNext) {
          const page = await pages.nextItems();
          sizes.push(page.length);
          seen.push(...page.map((one) => one.sandboxId));
        }
        expect(seen.sort()).toEqual(made.map((one) => one.sandboxId).sort());
        expect(sizes).toEqual([2, 2, 1]);
        await Promise.all(made.map((one) => one.kill()));
      });

      it('finds sandboxes by state', async () => {
        const made = await create({ metadata: { state: run } });
        await made.pause();
        const found = async (state: 'running' | 'paused'): Promise<number> =>
          (await e2b.Sandbox.list({ query: { metadata: { state: run }, state: [state] } }).nextItems())
            .length;
        expect(await found('paused')).toBe(1);
        expect(await found('running')).toBe(0);
        await made.kill();
      });
    });

    describe('pause, snapshot, fork', () => {
      it('pauses and resumes with files and processes as they were', async () => {
        const made = await create();
        await made.files.write('kept.txt', 'kept');
        const handle = await made.commands.run('n=0; while :; do n=$((n+1)); echo $n > count; sleep 0.05; done', { background: true, timeoutMs: 0 }); // prettier-ignore
        await until('it counts', async () => await made.files.exists('count'));
        expect(await made.pause()).toBe(true);
        const back = await made.connect();
        expect(await back.files.read('kept.txt')).toBe('kept');
        const before = Number(await out('cat count', back));
        await until('it goes on counting', async () => Number(await out('cat count', back)) > before);
        expect((await back.commands.list()).map((one) => one.pid)).toContain(handle.pid);
      });

      it('pauses once', async () => {
        const made = await create();
        expect(await made.pause()).toBe(true);
        expect(await made.pause()).toBe(false);
        expect((await made.getInfo()).state).toBe('paused');
      });

      it('does not answer while it is paused', async () => {
        const made = await create();
        await made.pause();
        expect(await made.isRunning()).toBe(false);
      });

      it('pauses without memory: files stay, processes do not', async () => {
        const made = await create();
        await made.files.write('kept.txt', 'kept');
        await made.commands.run('sleep 100', { background: true, timeoutMs: 0 });
        await made.pause({ keepMemory: false });
        const back = await made.connect();
        expect(await back.files.read('kept.txt')).toBe('kept');
        expect(await back.commands.list()).toEqual([]);
      });

      it('pauses at the end of its time, and can be woken', async () => {
        const made = await create({ timeoutMs: 1_000, lifecycle: { onTimeout: 'pause' } });
        await made.files.write('kept.txt', 'kept');
        await until('it is paused', async () => (await made.getInfo()).state === 'paused');
        const back = await e2b.Sandbox.connect(made.sandboxId, { timeoutMs: 60_000 });
        expect(await back.files.read('kept.txt')).toBe('kept');
        expect((await back.getInfo()).endAt.getTime() - Date.now()).toBeGreaterThan(50_000);
      });

      it('wakes for a request when it was asked to', async () => {
        const lifecycle = { onTimeout: 'pause', autoResume: true } as const;
        const made = await create({ lifecycle });
        expect((await made.getInfo()).lifecycle).toEqual(lifecycle);
        await made.pause();
        expect(await out('echo awake', made)).toBe('awake\n');
      });

      it('kills a paused sandbox', async () => {
        const made = await create();
        await made.pause();
        expect(await made.kill()).toBe(true);
      });

      it('begins sandboxes with a snapshot', async () => {
        const made = await create({ envs: { OF: 'the source' } });
        await made.files.write('dir/file.txt', 'as it was');
        const snapshot = await made.createSnapshot();
        await made.files.write('dir/file.txt', 'changed later');
        const copy = await create({ template: snapshot.snapshotId });
        expect(await copy.files.read('dir/file.txt')).toBe('as it was');
        expect(await made.files.read('dir/file.txt')).toBe('changed later');
        expect(await e2b.Sandbox.deleteSnapshot(snapshot.snapshotId)).toBe(true);
      });

      it('lists the snapshots of a sandbox', async () => {
        const made = await create();
        const { snapshotId } = await made.createSnapshot();
        const listed = await made.listSnapshots().nextItems();
        expect(listed.map((one) => one.snapshotId)).toEqual([snapshotId]);
        await e2b.Sandbox.deleteSnapshot(snapshotId);
        expect(await e2b.Sandbox.deleteSnapshot(snapshotId)).toBe(false);
      });

      it('goes on after a snapshot', async () => {
        const made = await create();
        const handle = await made.commands.run('while :; do sleep 0.05; done', { background: true, timeoutMs: 0 });
        const { snapshotId } = await made.createSnapshot();
        expect((await made.commands.list()).map((one) => one.pid)).toContain(handle.pid);
        await e2b.Sandbox.deleteSnapshot(snapshotId);
      }); // prettier-ignore

      it('forks several at once, each on its own from then on', async () => {
        const made = await create();
        await made.files.write('shared.txt', 'before');
        const forks = (await made.fork({ count: 2 })) as Sandbox[];
        mine.push(...forks);
        const [one, other] = forks as [Sandbox, Sandbox];
        await one.files.write('shared.txt', 'in one');
        expect(await other.files.read('shared.txt')).toBe('before');
        expect(await made.files.read('shared.txt')).toBe('before');
      });

      it('fails to fork a sandbox that never was', () =>
        expect(e2b.Sandbox.fork('iabcdefghijklmnopqrst')).rejects.toBeInstanceOf(SandboxNotFoundError));
    });

    describe('metrics and network', () => {
      it('measures processor, memory and disk', async () => {
        await until('there are samples', async () => (await box.getMetrics()).length > 0);
        const [sample] = (await box.getMetrics()).slice(-1);
        expect(sample?.memUsed).toBeGreaterThan(0);
        expect(sample?.memTotal).toBeGreaterThan(sample?.memUsed ?? 0);
        expect(sample?.cpuUsedPct).toBeGreaterThanOrEqual(0);
        expect(sample?.diskTotal).toBeGreaterThan(0);
      });

      it('keeps a sandbox off the network', async () => {
        const made = await create({ allowInternetAccess: false });
        expect((await made.getInfo()).allowInternetAccess).toBe(false);
        const tried = 'timeout 3 bash -c "exec 3<>/dev/tcp/1.1.1.1/80" 2>/dev/null && echo reached || echo kept off';
        expect(await out(tried, made)).toBe('kept off\n');
      }); // prettier-ignore

      it('changes what the network allows', async () => {
        const made = await create();
        await made.updateNetwork({ allowOut: ['1.1.1.1'], denyOut: ['0.0.0.0/0'] });
        expect((await made.getInfo()).network).toMatchObject({
          allowOut: ['1.1.1.1'],
          denyOut: ['0.0.0.0/0'],
        });
      });

      it('fails to change the network of a sandbox that never was', () =>
        expect(e2b.Sandbox.updateNetwork('iabcdefghijklmnopqrst', { denyOut: ['0.0.0.0/0'] })).rejects.toBeInstanceOf(SandboxNotFoundError)); // prettier-ignore
    });

    describe('commands', () => {
      it('gives back what a command prints', async () => {
        const result = await box.commands.run('echo out; echo err >&2');
        expect(result).toMatchObject({ exitCode: 0, stdout: 'out\n', stderr: 'err\n' });
      });

      it('fails with the exit code of a command', async () => {
        const failure = await box.commands.run('echo said; exit 7').catch((error: unknown) => error);
        expect(failure).toBeInstanceOf(CommandExitError);
        expect(failure).toMatchObject({ exitCode: 7, stdout: 'said\n' });
      });

      it('sends output while the command runs', async () => {
        const seen: string[] = [];
        const handle = await box.commands.run('echo first; read line; echo "then $line"', {
          background: true,
          stdin: true,
          onStdout: (text) => void seen.push(text),
        });
        await until('the first line is there', () => seen.join('') === 'first\n');
        await box.commands.sendStdin(handle.pid, 'more\n');
        await handle.wait();
        expect(seen.join('')).toBe('first\nthen more\n');
      });

      it('has the environment of the sandbox and of the command', async () => {
        const { stdout } = await box.commands.run('echo "$GIVEN, $NOW"', { envs: { NOW: 'now' } });
        expect(stdout).toBe('at creation, now\n');
      });

      it('lets a command override the environment', async () => {
        const { stdout } = await box.commands.run('echo "$GIVEN"', { envs: { GIVEN: 'replaced' } });
        expect(stdout).toBe('replaced\n');
      });

      it('runs as "user" in its home', async () => {
        expect(await out('echo $(whoami) $(pwd) $HOME')).toBe('user /home/user /home/user\n');
      });

      it('has an id and a template in its environment', async () => {
        expect(await out('echo $E2B_SANDBOX $E2B_SANDBOX_ID')).toBe(`true ${box.sandboxId}\n`);
      });

      it('runs in the folder that is asked for', async () => {
        await box.files.makeDir('some/where');
        expect((await box.commands.run('pwd', { cwd: 'some/where' })).stdout).toBe('/home/user/some/where\n');
        expect((await box.commands.run('pwd', { cwd: '/tmp' })).stdout).toBe('/tmp\n');
      });

      it('refuses a folder that is not there', () =>
        expect(box.commands.run('pwd', { cwd: 'nowhere/at/all' })).rejects.toBeInstanceOf(
          InvalidArgumentError,
        ));

      it('gives an empty input by default', async () => expect(await out('cat; echo end')).toBe('end\n'));

      it('takes input and its end', async () => {
        const handle = await box.commands.run('cat', { background: true, stdin: true });
        await handle.sendStdin('ü and more');
        await handle.sendStdin(new Uint8Array([10, 0, 255]));
        await handle.closeStdin();
        const { stdout } = await handle.wait();
        expect(stdout).toBe('ü and more\n\0\ufffd');
      });

      it('lists what runs, and nothing that has ended', async () => {
        const handle = await box.commands.run('sleep 60', { background: true, envs: { A: 'b' } });
        const found = (await box.commands.list()).find((one) => one.pid === handle.pid);
        expect(found).toMatchObject({ cmd: '/bin/bash', args: ['-l', '-c', 'sleep 60'], envs: { A: 'b' } });
        await handle.kill();
        await until('it has ended', async () => !(await box.commands.list()).some((one) => one.pid === handle.pid)); // prettier-ignore
      });

      it('kills a command, once', async () => {
        const handle = await box.commands.run('sleep 60', { background: true });
        expect(await box.commands.kill(handle.pid)).toBe(true);
        const failure = await handle.wait().catch((error: unknown) => error);
        expect(failure).toBeInstanceOf(CommandExitError);
        await until('it has ended', async () => !(await box.commands.kill(handle.pid)));
      });

      it('ends a command at its timeout', async () => {
        const failure = await box.commands.run('echo begun; sleep 60', { timeoutMs: 700 }).catch((error: unknown) => error);
        expect(failure).toBeInstanceOf(TimeoutError);
      }); // prettier-ignore

      it('lets a command run on when its client goes away, and connects again', async () => {
        const handle = await box.commands.run('read line; echo "got $line"', { background: true, stdin: true, timeoutMs: 0 });
        await handle.disconnect();
        const seen: string[] = [];
        const again = await box.commands.connect(handle.pid, { onStdout: (text) => void seen.push(text) });
        await box.commands.sendStdin(handle.pid, 'it\n');
        expect((await again.wait()).stdout).toBe('got it\n');
        expect(seen.join('')).toBe('got it\n');
      }); // prettier-ignore

      it('sends one command to two clients', async () => {
        const handle = await box.commands.run('read line; echo "$line"', { background: true, stdin: true });
        const second = await box.commands.connect(handle.pid);
        await handle.sendStdin('both\n');
        expect((await handle.wait()).stdout).toBe('both\n');
        expect((await second.wait()).stdout).toBe('both\n');
      });

      it('fails to connect to a process that is not there', () =>
        expect(box.commands.connect(999_999)).rejects.toThrow(/not found/));

      it('fails to send input to a process that is not there', () =>
        expect(box.commands.sendStdin(999_999, 'x')).rejects.toThrow(/not found/));

      it('says that a process is not there when killing it', async () =>
        expect(await box.commands.kill(999_999)).toBe(false));

      it('passes a megabyte of output whole', async () => {
        const { stdout } = await box.commands.run('head -c 1000000 /dev/zero | tr "\\0" x');
        expect(stdout).toBe('x'.repeat(1_000_000));
      });

      it('passes output in the encoding of the command, over the edges of its parts', async () => {
        const text = 'äöü€𝄞'.repeat(20_000);
        await box.files.write('text.txt', text);
        expect(await out('cat text.txt')).toBe(text);
      });

      it('passes every character of a command', async () => {
        const nasty = `'"\\$(id)\`id\`;&|<>*?[]{}~#!%^ \t ü€`;
        const quoted = `'${nasty.replaceAll("'", String.raw`'\''`)}'`;
        expect(await out(`printf %s ${quoted}`)).toBe(nasty);
      });

      it('refuses an unknown user', () =>
        expect(box.commands.run('true', { user: 'nobody-of-this-name' })).rejects.toThrow(/user/i));
    });

    describe('terminals', () => {
      const open = async (onText: (text: string) => void, options: { envs?: Record<string, string>; cwd?: string } = {}) =>
        box.pty.create({ cols: 80, rows: 24, timeoutMs: 0, onData: (data) => onText(Buffer.from(data).toString()), ...options }); // prettier-ignore
      const type = (pid: number, text: string): Promise<void> => box.pty.sendInput(pid, Buffer.from(text));

      it('is one', async () => {
        let text = '';
        const handle = await open((more) => (text += more));
        await type(handle.pid, 'test -t 0 && test -t 1 && echo "is" "one"; exit\n');
        await handle.wait();
        expect(text).toContain('is one');
      });

      it('has the size that was asked for, and changes it', async () => {
        let text = '';
        const handle = await open((more) => (text += more));
        await type(handle.pid, 'stty size\n');
        await until('it tells its size', () => text.includes('24 80'));
        await box.pty.resize(handle.pid, { cols: 132, rows: 50 });
        await type(handle.pid, 'stty size\n');
        await until('it tells its new size', () => text.includes('50 132'));
        await box.pty.kill(handle.pid);
        await handle.wait().catch(() => undefined);
      });

      it('has a folder and an environment', async () => {
        let text = '';
        const handle = await open((more) => (text += more), { cwd: '/tmp', envs: { WHO: 'me' } });
        await type(handle.pid, 'echo "$WHO in $(pwd) with $TERM"; exit\n');
        await handle.wait();
        expect(text).toContain('me in /tmp with xterm-256color');
      });

      it('interrupts by a key', async () => {
        let text = '';
        const handle = await open((more) => (text += more));
        await type(handle.pid, 'echo be""fore; sleep 60; echo af""ter\n');
        await until('it sleeps', () => text.includes('before'));
        await type(handle.pid, '\u0003');
        await type(handle.pid, 'exit 3\n');
        await expect(handle.wait()).rejects.toMatchObject({ exitCode: 3 });
      });

      it('is connected to again', async () => {
        const handle = await open(() => undefined);
        await handle.disconnect();
        let text = '';
        const again = await box.pty.connect(handle.pid, { onData: (data) => void (text += Buffer.from(data).toString()) });
        await type(handle.pid, 'echo "ag""ain"; exit\n');
        await again.wait();
        expect(text).toContain('again');
      }); // prettier-ignore

      it('is killed', async () => {
        const handle = await open(() => undefined);
        expect(await box.pty.kill(handle.pid)).toBe(true);
        await expect(handle.wait()).rejects.toThrow();
      });
    });

    describe('files', () => {
      it('writes and reads text', async () => {
        const info = await box.files.write('a.txt', 'Grüße\n');
        expect(info).toMatchObject({ name: 'a.txt', path: '/home/user/a.txt' });
        expect(await box.files.read('a.txt')).toBe('Grüße\n');
      });

      it('writes and reads bytes', async () => {
        const bytes = randomBytes(100_000);
        await box.files.write('bytes', new Uint8Array(bytes).buffer);
        expect(Buffer.from(await box.files.read('bytes', { format: 'bytes' })).equals(bytes)).toBe(true);
      });

      it('writes and reads an empty file', async () => {
        await box.files.write('empty', '');
        expect(await box.files.read('empty')).toBe('');
        expect((await box.files.getInfo('empty')).size).toBe(0);
      });

      it('makes the folders on the way', async () => {
        await box.files.write('deep/er/and/deeper.txt', 'x');
        expect(await box.files.read('/home/user/deep/er/and/deeper.txt')).toBe('x');
      });

      it('takes "~" and absolute paths', async () => {
        await box.files.write('~/tilde.txt', 'home');
        expect(await box.files.read('/home/user/tilde.txt')).toBe('home');
        await box.files.write('/tmp/absolute.txt', 'there');
        expect(await out('cat /tmp/absolute.txt')).toBe('there');
      });

      it('replaces a file with a shorter one', async () => {
        await box.files.write('shorter.txt', 'long long long');
        await box.files.write('shorter.txt', 'short');
        expect(await box.files.read('shorter.txt')).toBe('short');
      });

      it('writes several at once', async () => {
        const files = ['m/one.txt', 'm/two.txt', 'm/ü three.txt'].map((path) => ({
          path,
          data: `in ${path}`,
        }));
        const infos = await box.files.write(files);
        expect(infos.map((one) => one.path)).toEqual(files.map((one) => `/home/user/${one.path}`));
        for (const { path, data } of files) expect(await box.files.read(path)).toBe(data);
      });

      it('streams up and down what does not fit into one part', async () => {
        const part = randomBytes(1024 * 1024);
        const sent = createHash('sha256');
        let left = 24;
        const source = new ReadableStream<Uint8Array>({
          pull: (controller) => {
            if (left-- === 0) {
              controller.close();
              return;
            }
            sent.update(part);
            controller.enqueue(new Uint8Array(part));
          },
        });
        await box.files.write('big', source, { useOctetStream: true });
        const received = createHash('sha256');
        const stream = await box.files.read('big', { format: 'stream' });
        for await (const chunk of stream as unknown as AsyncIterable<Uint8Array>) received.update(chunk);
        expect(received.digest('hex')).toBe(sent.digest('hex'));
      });

      it('takes and gives compressed files', async () => {
        const text = 'again and again '.repeat(10_000);
        await box.files.write('zipped.txt', text, { gzip: true });
        expect(await out('wc -c < zipped.txt')).toBe(`${text.length}\n`);
        expect(await box.files.read('zipped.txt', { gzip: true })).toBe(text);
      });

      it('keeps what is said of a file', async () => {
        const info = await box.files.write('said.txt', 'x', { metadata: { from: 'a test' } });
        expect(info.metadata).toEqual({ from: 'a test' });
        expect((await box.files.getInfo('said.txt')).metadata).toEqual({ from: 'a test' });
      });

      it('fails to read a file that is not there', () =>
        expect(box.files.read('not/there')).rejects.toBeInstanceOf(FileNotFoundError));

      it('fails to read a folder', async () => {
        await box.files.makeDir('a-folder');
        await expect(box.files.read('a-folder')).rejects.toThrow();
      });

      it('fails to write what may not be written', () =>
        expect(box.files.write('/usr/bin/bash', 'x')).rejects.toThrow());

      it('tells of a file', async () => {
        await box.files.write('info.sh', '12345');
        await box.commands.run('chmod 750 info.sh');
        const info = await box.files.getInfo('info.sh');
        expect(info).toMatchObject({ name: 'info.sh', path: '/home/user/info.sh', type: FileType.FILE, size: 5, mode: 0o750, permissions: '-rwxr-x---', owner: 'user', group: 'user' });
        expect(Math.abs((info.modifiedTime?.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
      }); // prettier-ignore

      it('tells of a link', async () => {
        await box.files.write('target.txt', 'x');
        await box.commands.run('ln -sf target.txt link.txt');
        const info = await box.files.getInfo('link.txt');
        expect(info).toMatchObject({ type: FileType.FILE, symlinkTarget: '/home/user/target.txt' });
      });

      it('says whether a file is there', async () => {
        await box.files.write('there.txt', '');
        expect(await box.files.exists('there.txt')).toBe(true);
        expect(await box.files.exists('not-there.txt')).toBe(false);
      });

      it('lists a folder', async () => {
        await box.files.write('list/b.txt', '');
        await box.files.write('list/a/inner.txt', '');
        const entries = await box.files.list('list');
        expect(entries.map((one) => [one.name, one.type])).toEqual([['a', FileType.DIR], ['b.txt', FileType.FILE]]);
      }); // prettier-ignore

      it('lists a folder and those in it', async () => {
        await box.files.write('tree/a/b/c.txt', '');
        const paths = (await box.files.list('tree', { depth: 2 })).map((one) => one.path);
        expect(paths).toEqual(['/home/user/tree/a', '/home/user/tree/a/b']);
      });

      it('fails to list what is not there', () =>
        expect(box.files.list('no/such/folder')).rejects.toBeInstanceOf(FileNotFoundError));

      it('fails to list a file', async () => {
        await box.files.write('no-folder.txt', '');
        await expect(box.files.list('no-folder.txt')).rejects.toThrow();
      });

      it('makes a folder, once', async () => {
        expect(await box.files.makeDir('made/in/one')).toBe(true);
        expect(await box.files.makeDir('made/in/one')).toBe(false);
      });

      it('moves a file', async () => {
        await box.files.write('old.txt', 'moved');
        const info = await box.files.rename('old.txt', 'new.txt');
        expect(info.path).toBe('/home/user/new.txt');
        expect(await box.files.exists('old.txt')).toBe(false);
        expect(await box.files.read('new.txt')).toBe('moved');
      });

      it('moves a folder', async () => {
        await box.files.write('from/x.txt', 'x');
        await box.files.rename('from', 'to');
        expect(await box.files.read('to/x.txt')).toBe('x');
      });

      it('fails to move what is not there', () =>
        expect(box.files.rename('never-was', 'never-will-be')).rejects.toBeInstanceOf(FileNotFoundError));

      it('removes a file and a folder', async () => {
        await box.files.write('gone/x.txt', '');
        await box.files.remove('gone/x.txt');
        expect(await box.files.exists('gone/x.txt')).toBe(false);
        await box.files.remove('gone');
        expect(await box.files.exists('gone')).toBe(false);
      });

      it('reads by a signed address', async () => {
        await box.files.write('signed ü.txt', 'by address');
        const response = await fetch(await box.downloadUrl('signed ü.txt', { useSignatureExpiration: 60 }));
        expect(await response.text()).toBe('by address');
      });

      it('writes by a signed address', async () => {
        const form = new FormData();
        form.append('file', new Blob(['uploaded']), 'any name');
        const response = await fetch(await box.uploadUrl('uploaded.txt'), { method: 'POST', body: form });
        expect(response.ok).toBe(true);
        expect(await box.files.read('uploaded.txt')).toBe('uploaded');
      });

      it('refuses a signature for another file', async () => {
        await box.files.write('secret.txt', '');
        const url = new URL(await box.downloadUrl('other.txt'));
        url.searchParams.set('path', 'secret.txt');
        expect((await fetch(url)).status).toBe(401);
      });

      it('refuses a signature that has expired', async () => {
        const url = await box.downloadUrl('a.txt', { useSignatureExpiration: -10 });
        expect((await fetch(url)).status).toBe(401);
      });
    });

    describe('watching', () => {
      const watched = async (
        folder: string,
        options: { recursive?: boolean; includeEntry?: boolean } = {},
      ) => {
        await box.files.makeDir(folder);
        const events: { readonly type: string; readonly name: string; readonly size?: number | undefined }[] =
          [];
        const handle = await box.files.watchDir(folder, (event) => void events.push({ type: event.type, name: event.name, size: event.entry?.size }), { timeoutMs: 0, ...options }); // prettier-ignore
        const saw = (type: string, name: string): Promise<void> =>
          until(`${type} of ${name}`, () => events.some((one) => one.type === type && one.name === name));
        return { handle, saw, events };
      };

      it('tells of new, changed and removed files', async () => {
        const { handle, saw } = await watched('watch-1');
        await box.files.write('watch-1/new.txt', 'x');
        await saw('create', 'new.txt');
        await saw('write', 'new.txt');
        await box.files.remove('watch-1/new.txt');
        await saw('remove', 'new.txt');
        await handle.stop();
      });

      it('tells of another name and other rights', async () => {
        await box.files.write('watch-2/old.txt', 'x');
        const { handle, saw } = await watched('watch-2');
        await box.commands.run('chmod 700 watch-2/old.txt');
        await saw('chmod', 'old.txt');
        await box.files.rename('watch-2/old.txt', 'watch-2/new.txt');
        await saw('rename', 'old.txt');
        await saw('create', 'new.txt');
        await handle.stop();
      });

      it('tells of files in folders below, new ones too', async () => {
        await box.files.makeDir('watch-3/there');
        const { handle, saw } = await watched('watch-3', { recursive: true });
        await box.files.write('watch-3/there/a.txt', 'x');
        await saw('create', 'there/a.txt');
        await box.files.write('watch-3/new/b.txt', 'x');
        await saw('create', 'new');
        await saw('create', 'new/b.txt');
        await handle.stop();
      });

      it('does not tell of folders below unless it is asked to', async () => {
        await box.files.makeDir('watch-4/below');
        const { handle, saw, events } = await watched('watch-4');
        await box.files.write('watch-4/below/a.txt', 'x');
        await box.files.write('watch-4/b.txt', 'x');
        await saw('create', 'b.txt');
        expect(events.some((one) => one.name.includes('a.txt'))).toBe(false);
        await handle.stop();
      });

      it('tells what a file is', async () => {
        const { handle, events } = await watched('watch-5', { includeEntry: true });
        await box.files.write('watch-5/five.txt', '12345');
        await until('its size is told', () => events.some((one) => one.size === 5));
        await handle.stop();
      });

      it('is silent when it is stopped', async () => {
        const { handle, events } = await watched('watch-6');
        await handle.stop();
        await box.files.write('watch-6/a.txt', 'x');
        expect(events).toEqual([]);
      });

      it('fails to watch what is not there', () =>
        expect(box.files.watchDir('no/such/folder', () => undefined)).rejects.toBeInstanceOf(FileNotFoundError)); // prettier-ignore
    });

    describe('many at once', () => {
      it('runs 50 commands in one sandbox', async () => {
        const results = await Promise.all(Array.from({ length: 50 }, (_, index) => out(`echo ${index}`)));
        expect(results).toEqual(Array.from({ length: 50 }, (_, index) => `${index}\n`));
      });

      it('writes and reads 100 files', async () => {
        const names = Array.from({ length: 100 }, (_, index) => `many/${index}.txt`);
        await Promise.all(names.map((name) => box.files.write(name, name)));
        expect(await Promise.all(names.map((name) => box.files.read(name)))).toEqual(names);
      });

      it('keeps ten sandboxes apart', async () => {
        const made = await Promise.all(Array.from({ length: 10 }, () => create()));
        await Promise.all(made.map((one) => one.files.write('mine.txt', one.sandboxId)));
        const told = await Promise.all(made.map((one) => one.files.read('mine.txt')));
        expect(told).toEqual(made.map((one) => one.sandboxId));
        expect(await Promise.all(made.map((one) => one.kill()))).toEqual(made.map(() => true));
      });

      it('keeps the output of commands apart that print at once', async () => {
        const print = (letter: string): Promise<string> =>
          out(`head -c 200000 /dev/zero | tr "\\0" ${letter}`);
        const texts = await Promise.all(Array.from('abcdefgh', print));
        expect(texts).toEqual(Array.from('abcdefgh', (letter) => letter.repeat(200_000)));
      });

      it('goes on while a client does not read', async () => {
        const slow = await box.commands.run('head -c 3000000 /dev/zero', { background: true, onStdout: () => new Promise((resolve) => setTimeout(resolve, 5)) }); // prettier-ignore
        expect(await out('echo quick')).toBe('quick\n');
        await slow.kill();
        await slow.wait().catch(() => undefined);
      });
    });
  });
}
