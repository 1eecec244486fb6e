/**
 * Long work on the journal beside the terminal: a thread with a connection of its own, which writes nothing into the journal, so that nobody at the counter
 * waits for it.
 */
import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type BackupVerdict, backUp, drill } from '../backup/backup.ts';
import type { Entry } from '../entries/entry.ts';
import { messageOf } from './failures.ts';
import type { Verdict } from './journal.ts';
import { openJournalReader } from './reader.ts';
import type { RebuildVerdict } from './rebuild.ts';

export type AsideJob =
  | { readonly do: 'verify' | 'rebuild' | 'counts' }
  /** Into a new folder, drilled at once. */
  | { readonly do: 'backup'; readonly folder: string }
  | { readonly do: 'drill'; readonly file: string }
  /** Every entry as one line (storage/README.md), into a new file. */
  | { readonly do: 'export'; readonly file: string };

export type AsideResult =
  | { readonly did: 'verify'; readonly verdict: Verdict }
  | { readonly did: 'rebuild'; readonly verdict: RebuildVerdict }
  | { readonly did: 'counts'; readonly usage: readonly Usage[] }
  | { readonly did: 'backup'; readonly verdict: BackupVerdict }
  | { readonly did: 'drill'; readonly verdict: BackupVerdict }
  | { readonly did: 'export'; readonly entries: number; readonly bytes: number; readonly sha256: string }
  | { readonly did: 'nothing'; readonly why: string };

/** How often something happened, in all and since it was last looked after. */
export interface Usage {
  readonly counter: string;
  readonly total: number;
  readonly sinceService: number;
  readonly servicedAtMs: number | null;
}

export type Aside = (job: AsideJob, done: (result: AsideResult) => void) => void;

const WORKER = new URL('./aside-worker.ts', import.meta.url);

/** @param journal journal.sqlite of the data folder */
export function asideThread(journal: string): Aside {
  return (job, done) => {
    const worker = new Worker(WORKER, { workerData: { job, journal } });
    let told = false;
    const tell = (result: AsideResult): void => {
      if (told) return;
      told = true;
      done(result);
    };
    worker.once('message', tell);
    worker.once('error', (error) => tell({ did: 'nothing', why: error.message }));
    worker.once('exit', (code) => tell({ did: 'nothing', why: `the thread ended (${code})` }));
    // A terminal that stops does not wait for it.
    worker.unref();
  };
}

/** The work itself; also in the process of a test. */
export async function workAside(job: AsideJob, journal: string): Promise<AsideResult> {
  try {
    if (job.do === 'backup') return { did: 'backup', verdict: await backUp(journal, job.folder) };
    if (job.do === 'drill') return { did: 'drill', verdict: drill(job.file) };
    const reader = openJournalReader(journal);
    try {
      switch (job.do) {
        case 'verify':
          return { did: 'verify', verdict: reader.verify() };
        case 'rebuild':
          return { did: 'rebuild', verdict: reader.rebuild() };
        case 'counts':
          return { did: 'counts', usage: usageOf(reader.entries()) };
        case 'export':
          return { did: 'export', ...exportTo(job.file, reader.lines()) };
      }
    } finally {
      reader.close();
    }
  } catch (error) {
    return { did: 'nothing', why: messageOf(error) };
  }
}

/** What wears out (requirement H1): which entry counts for it. */
const COUNTERS: Readonly<Record<string, (entry: Entry) => boolean>> = {
  boots: ({ type }) => type === 'terminal.started',
  cuts: ({ type }) => type === 'receipt.printed' || type === 'maintenance.slipEnded',
  swipes: (entry) => entry.type.endsWith('.submitted') && 'card' in entry.body && entry.body.card.entryMode === 'swipe',
  losses: ({ type }) => type === 'device.lost',
  outages: ({ type }) => type === 'paper.ended',
};

const USAGE_COUNTERS: readonly string[] = Object.keys(COUNTERS);

function usageOf(entries: Iterable<Entry>): readonly Usage[] {
  const usage = new Map(
    USAGE_COUNTERS.map((counter) => [counter, { total: 0, sinceService: 0, servicedAtMs: null as number | null }]),
  );
  for (const entry of entries) {
    if (entry.type === 'maintenance.serviced') {
      const serviced = usage.get(entry.body.counter);
      if (serviced !== undefined) Object.assign(serviced, { sinceService: 0, servicedAtMs: entry.atMs });
    }
    for (const [counter, counts] of Object.entries(COUNTERS)) {
      const row = usage.get(counter);
      if (row === undefined || !counts(entry)) continue;
      row.total += 1;
      row.sinceService += 1;
    }
  }
  return [...usage].map(([counter, row]) => ({ counter, ...row }));
}

function exportTo(file: string, lines: Iterable<string>): { entries: number; bytes: number; sha256: string } {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const handle = openSync(file, 'wx', 0o600);
  const hash = createHash('sha256');
  let entries = 0;
  let bytes = 0;
  try {
    for (const line of lines) {
      const text = Buffer.from(`${line}\n`, 'utf8');
      writeSync(handle, text);
      hash.update(text);
      entries += 1;
      bytes += text.length;
    }
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  return { entries, bytes, sha256: hash.digest('hex') };
}
