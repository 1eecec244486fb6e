/**
 * SQL that is compiled when it is first run. The models and projections know about three hundred statements, a day at the counter uses a third
 * of them: neither a start nor a second look at a journal waits for the others (design §12, start → ready).
 */
import type { Database, Statement } from 'better-sqlite3';
import type { KnownAnswers, Touched } from './known-answers.ts';

/**
 * The same connection, whose `prepare` compiles nothing yet. A mistake in the SQL is thrown by its first `get`, `all`, `run` or `iterate` instead
 * of by `prepare`; a test compiles all of them.
 * @param known hears what every statement touches, as it runs
 */
export function withLateStatements(db: Database, known: KnownAnswers | null = null): Database {
  const late: Database = Object.create(db);
  late.prepare = ((sql: string) =>
    new LateStatement(sql, () => db.prepare(sql), known)) as unknown as Database['prepare'];
  return late;
}

class LateStatement {
  readonly #sql: string;
  readonly #compile: () => Statement;
  readonly #known: KnownAnswers | null;
  #compiled: Statement | null = null;
  #touched: Touched | null = null;

  constructor(sql: string, compile: () => Statement, known: KnownAnswers | null) {
    this.#sql = sql;
    this.#compile = compile;
    this.#known = known;
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
    return new LateStatement(this.#sql, () => this.#compile().pluck(), this.#known);
  }

  raw(): LateStatement {
    return new LateStatement(this.#sql, () => this.#compile().raw(), this.#known);
  }

  columns(): unknown {
    return this.#statement().columns();
  }

  #statement(): Statement {
    if (this.#known !== null) {
      this.#touched ??= this.#known.touchedBy(this.#sql);
      this.#known.ran(this.#touched);
    }
    this.#compiled ??= this.#compile();
    return this.#compiled;
  }
}
