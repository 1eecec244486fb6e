/** The thread of `aside.ts`: one job, one answer. */
import { parentPort, workerData } from 'node:worker_threads';
import type { AsideEnd, AsideJob } from './aside.ts';
import { openJournalReader } from './reader.ts';

function work({ job, journal }: { readonly job: AsideJob; readonly journal: string }): AsideEnd<unknown> {
  try {
    const reader = openJournalReader(journal);
    try {
      return { ok: true, result: job === 'verify' ? reader.verify() : reader.rebuild() };
    } finally {
      reader.close();
    }
  } catch (error) {
    return { ok: false, why: error instanceof Error ? error.message : String(error) };
  }
}

parentPort?.postMessage(work(workerData));
