/**
 * Loaded into the firmware's process before it (`node --import`): tells every durable commit on stderr, one JSON object a line, with how long
 * it took, which entries it wrote, and how long a raw commit of one row takes directly after it, beside it on the same disk. Nothing of the
 * firmware is changed.
 */
import { createRequire } from 'node:module';

const Sqlite = createRequire(import.meta.url)('better-sqlite3');
const { transaction } = Sqlite.prototype;

const raw = new Sqlite(process.env['TILLPROOF_BENCH_RAW'] ?? ':memory:');
raw.pragma('journal_mode = WAL');
raw.pragma('synchronous = FULL');
raw.exec('CREATE TABLE IF NOT EXISTS entries (seq INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT');
const insert = raw.prepare('INSERT INTO entries (body) VALUES (?)');
/** As long as an entry. */
const BODY = 'x'.repeat(600);

/** @param {() => unknown} act */
function clocked(act) {
  const from = performance.now();
  const result = act();
  return { result, tookMs: performance.now() - from };
}

/** @param {(...args: unknown[]) => unknown} run */
Sqlite.prototype.transaction = function watched(run) {
  const { default: plain, deferred, immediate, exclusive } = transaction.call(this, run);
  /** @param {unknown[]} args */
  const timed = (...args) => {
    const { result, tookMs } = clocked(() => immediate(...args));
    const rawMs = clocked(() => insert.run(BODY)).tookMs;
    const types = Array.isArray(args[0]) ? args[0].map((draft) => draft.type) : [];
    process.stderr.write(`${JSON.stringify({ commit: types, tookMs, rawMs })}\n`);
    return result;
  };
  /** @param {unknown[]} args */
  const called = (...args) => plain(...args);
  return Object.assign(called, { default: plain, deferred, immediate: timed, exclusive, database: this });
};
