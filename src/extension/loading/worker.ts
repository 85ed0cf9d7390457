import { parentPort, workerData } from 'node:worker_threads';
import { compile } from './compiled';

parentPort?.postMessage(compile(workerData as string));
