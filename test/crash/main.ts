// `npm run test:crash [-- ROUNDS [SEED]]`: many rounds of crashes; see crashRounds.
import { runCrashRounds } from './crashRounds';

const rounds = Number(process.argv[2] ?? process.env['PARALLEL_CC_CRASH_ROUNDS'] ?? 2000);
const seed = Number(process.argv[3] ?? process.env['PARALLEL_CC_CRASH_SEED'] ?? Date.now() % 1_000_000);
const verbose = process.env['PARALLEL_CC_CRASH_VERBOSE'] !== undefined;

async function main(): Promise<void> {
  console.log(
    `${rounds} rounds with seed ${seed}; repeat them with: npm run test:crash -- ${rounds} ${seed}`,
  );
  const startedAt = performance.now();
  const report = await runCrashRounds({
    rounds,
    seed,
    onRound: (round, fault) => {
      if (verbose || round % 100 === 0)
        console.log(`${Math.round((performance.now() - startedAt) / 1000)} s: round ${round}, ${fault}`);
    },
  });
  console.log(JSON.stringify(report, null, 2));
  process.exitCode = report.wrong.length === 0 ? 0 : 1;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
