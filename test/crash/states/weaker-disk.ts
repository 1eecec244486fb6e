/**
 * The controls of the crash states (facts/lab): preloaded with `--import`, it makes SQLite sync less than the journal asks for, and
 * lie about it. `TILLPROOF_SYNCHRONOUS=NORMAL` must lose acknowledged commits, `OFF` must corrupt; else the states prove nothing.
 */
import Sqlite from 'better-sqlite3';

const weaker = process.env['TILLPROOF_SYNCHRONOUS'] ?? 'FULL';
const { pragma } = Sqlite.prototype;
Sqlite.prototype.pragma = function (this: Sqlite.Database, source: string, options?: Sqlite.PragmaOptions) {
  if (source === 'synchronous = FULL') return pragma.call(this, `synchronous = ${weaker}`, options);
  return source === 'synchronous' ? 2 : pragma.call(this, source, options);
};
