#!/usr/bin/env node
// Stands in for the desktop `code` executable where no desktop VS Code can be had.
import { tsImport } from 'tsx/esm/api';

const { runDesktopSwitches } = await tsImport('./desktopStandIn.ts', import.meta.url);
// The runner holds the other end of this pipe: without it there is nobody left to run tests for.
process.stdin.resume().once('end', () => process.exit(130));
process.exit(await runDesktopSwitches(process.argv.slice(2)));
