/**
 * Long work on the journal beside the terminal: a thread with a connection of its own, which reads only, so that nobody at the counter waits for it.
 */
import { Worker } from 'node:worker_threads';
import type { Verdict } from './journal.ts';
import type { RebuildVerdict } from './rebuild.ts';

export type AsideEnd<Result> =
  | { readonly ok: true; readonly result: Result }
  | { readonly ok: false; readonly why: string };

export type AsideJob = 'verify' | 'rebuild';

export interface Aside {
  verify(done: (end: AsideEnd<Verdict>) => void): void;
  rebuild(done: (end: AsideEnd<RebuildVerdict>) => void): void;
}

const WORKER = new URL('./aside-worker.ts', import.meta.url);

/** @param journal journal.sqlite of the data folder */
export function asideThread(journal: string): Aside {
  const run = <Result>(job: AsideJob, done: (end: AsideEnd<Result>) => void): void => {
    const worker = new Worker(WORKER, { workerData: { job, journal } });
    let told = false;
    const tell = (end: AsideEnd<Result>): void => {
      if (told) return;
      told = true;
      done(end);
    };
    worker.once('message', (end: AsideEnd<Result>) => tell(end));
    worker.once('error', (error) => tell({ ok: false, why: error.message }));
    worker.once('exit', (code) => tell({ ok: false, why: `the thread ended (${code})` }));
    // A terminal that stops does not wait for it.
    worker.unref();
  };
  return { verify: (done) => run('verify', done), rebuild: (done) => run('rebuild', done) };
}
