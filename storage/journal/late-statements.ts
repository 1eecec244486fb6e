/**
 * SQL that is compiled when it is first run. The models and projections know about three hundred statements, a day at the counter uses a third
 * of them: neither a start nor a second look at a journal waits for the others (design §12, start → ready).
 */
import type { Database, Statement } from 'better-sqlite3';

/**
 * The same connection, whose `prepare` compiles nothing yet. A mistake in the SQL is thrown by its first `get`, `all`, `run` or `iterate` instead
 * of by `prepare`; a test compiles all of them.
 */
export function withLateStatements(db: Database): Database {
  const late: Database = Object.create(db);
  late.prepare = ((sql: string) => new LateStatement(() => db.prepare(sql))) as unknown as Database['prepare'];
  return late;
}

class LateStatement {
  readonly #compile: () => Statement;
  #compiled: Statement | null = null;

  constructor(compile: () => Statement) {
    this.#compile = compile;
  }

  get(...bound: unknown[]): unknown {
    return this.#statement().get(...bound);
  }

  all(...bound: unknown[]): unknown {
    return this.#statement().all(...bound);
  }

  run(...bound: unknown[]): unknown {
    return this.#statement().run(...bound);
  }

  iterate(...bound: unknown[]): unknown {
    return this.#statement().iterate(...bound);
  }

  pluck(): LateStatement {
    return new LateStatement(() => this.#compile().pluck());
  }

  raw(): LateStatement {
    return new LateStatement(() => this.#compile().raw());
  }

  columns(): unknown {
    return this.#statement().columns();
  }

  #statement(): Statement {
    this.#compiled ??= this.#compile();
    return this.#compiled;
  }
}
