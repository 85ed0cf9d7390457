import { openPort } from '../background/port';
import { Lookout } from './lookout';
import type { FromRadar, RadarAnswer, RadarReport, RadarWorkerData, ToRadar } from './report';

/** The radar's program: looks when something may have changed, one look at a time, and tells what it sees. */
const coalesceMs = { active: 25, idle: 1500 } as const;
/** Everything is looked at as a whole now and then, should a change have gone unheard, in milliseconds. */
const sweepMs = { active: 60_000, idle: 600_000 } as const;

const port = openPort<RadarWorkerData, ToRadar, FromRadar>();
const lookout = new Lookout(port.data, scheduleLook, warn);
let chain: Promise<unknown> = lookout.open();
let timer: NodeJS.Timeout | undefined;
let pace: keyof typeof coalesceMs = 'idle';
let sweptAt = Date.now();
/** What is beyond the text of the last look. */
let deepening: Promise<RadarReport>;
const sweeper = setInterval(sweepIfDue, 5000);

port.onMessage((message) => {
  switch (message.type) {
    case 'sides':
      inTurn(() => {
        lookout.setSides(message.sides);
        return lookAndTell();
      });
      break;
    case 'hint':
      inTurn(() => lookout.hint(message.worktree, message.paths));
      break;
    case 'active':
      pace = message.active ? 'active' : 'idle';
      scheduleLook();
      break;
    case 'look':
      answer(message.id, () => {
        // What the file system has not told yet is to be seen too.
        lookout.sweep();
        return lookDeeply();
      });
      break;
    case 'texts':
      answer(message.id, () => lookout.texts(message.request));
      break;
    case 'preview':
      answer(message.id, async () => {
        lookout.sweep();
        await lookAndTell();
        return lookout.preview(message.ours, message.theirs);
      });
      break;
    case 'touched':
      // Whoever keeps a worktree as it is now does not wait for a look at all of them.
      void tellResult(message.id, lookout.takeTouched(message.worktree));
      break;
    case 'stop':
      stop();
  }
});

function scheduleLook(): void {
  timer ??= setTimeout(() => {
    timer = undefined;
    inTurn(lookAndTell);
  }, coalesceMs[pace]);
}

async function lookAndTell(): Promise<RadarReport> {
  const report = await lookout.look();
  tell({ type: 'report', report });
  deepening = lookout.deepen().then(({ report: deeper, isNews }) => {
    if (isNews) tell({ type: 'report', report: deeper });
    return deeper;
  });
  return report;
}

/** Who asks for a look waits for what is beyond the text as well, this long at most, in milliseconds. */
const deepMs = 5000;

async function lookDeeply(): Promise<RadarReport> {
  const report = await lookAndTell();
  const late = new Promise<RadarReport>((resolve) => setTimeout(resolve, deepMs, report).unref());
  return Promise.race([deepening, late]);
}

function answer(id: number, task: () => Promise<RadarAnswer>): void {
  inTurn(() => tellResult(id, task()));
}

function tellResult(id: number, result: Promise<RadarAnswer>): Promise<void> {
  return result.then(
    (found) => tell({ type: 'answer', id, result: found }),
    (error: unknown) => tell({ type: 'failed', id, message: String(error) }),
  );
}

function inTurn(task: () => unknown): void {
  chain = chain
    .then(task)
    .catch((error: unknown) => warn(error instanceof Error ? (error.stack ?? error.message) : String(error)));
}

function warn(error: string): void {
  tell({ type: 'warning', error });
}

function sweepIfDue(): void {
  if (Date.now() - sweptAt < sweepMs[pace]) return;
  sweptAt = Date.now();
  lookout.sweep();
  scheduleLook();
}

function stop(): void {
  clearTimeout(timer);
  clearInterval(sweeper);
  void chain.finally(() => {
    lookout.dispose();
    tell({ type: 'stopped' });
  });
}

function tell(message: FromRadar): void {
  port.post(message);
}
