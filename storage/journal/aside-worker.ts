/** The thread of `aside.ts`: one job, one answer. */
import { parentPort, workerData } from 'node:worker_threads';
import { workAside } from './aside.ts';

const { job, journal } = workerData as { job: Parameters<typeof workAside>[0]; journal: string };
parentPort?.postMessage(await workAside(job, journal));
