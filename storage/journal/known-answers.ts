/**
 * What was read and still holds: the screens ask the same dozen questions at every step, and most appends change none of the answers. An answer is
 * dropped when a statement writes to a table that a statement of the question reads. Which tables those are is read from the SQL itself,
 * so that no question and no projection can forget to say it.
 */
import type { Database } from 'better-sqlite3';

/** A report asks for many transactions between two writes: they are not all kept. */
const MOST_KNOWN = 400;

const WRITES = /\b(?:INSERT|UPDATE|DELETE|REPLACE)\b/i;
const WORD = /\w+/g;

/** What one statement touches. */
export interface Touched {
  readonly tables: readonly string[];
  readonly writes: boolean;
}

interface Known {
  readonly answer: unknown;
  readonly tables: ReadonlySet<string>;
}

/** For one connection, which must be the only one that writes. */
export class KnownAnswers {
  readonly #tables: ReadonlySet<string>;
  readonly #known = new Map<string, Known>();
  /** The questions whose answers go when this table is written to. */
  readonly #askedOf = new Map<string, Set<string>>();
  #reading: Set<string> | null = null;

  /** @param db with its whole schema: no table comes later */
  constructor(db: Database) {
    const names = db.prepare<[], string>(`SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')`).pluck();
    this.#tables = new Set(names.all());
  }

  /** Every table that is named in it, wherever: too many is safe. */
  touchedBy(sql: string): Touched {
    const words = new Set(sql.match(WORD) ?? []);
    return { tables: [...words].filter((word) => this.#tables.has(word)), writes: WRITES.test(sql) };
  }

  /** To be called as a statement runs. */
  ran({ tables, writes }: Touched): void {
    if (!writes) {
      if (this.#reading !== null) for (const table of tables) this.#reading.add(table);
      return;
    }
    for (const table of tables) {
      const questions = this.#askedOf.get(table);
      if (questions === undefined) continue;
      for (const question of questions) this.#known.delete(question);
      this.#askedOf.delete(table);
    }
  }

  /** The answer that is known, or a new one. What `read` asks within is noted: also through questions of their own. */
  ask<T>(question: string, read: () => T): T {
    const known = this.#known.get(question);
    if (known !== undefined) {
      if (this.#reading !== null) for (const table of known.tables) this.#reading.add(table);
      return known.answer as T;
    }
    const around = this.#reading;
    const tables = new Set<string>();
    this.#reading = tables;
    try {
      const answer = read();
      this.#keep(question, { answer, tables });
      return answer;
    } finally {
      this.#reading = around;
      if (around !== null) for (const table of tables) around.add(table);
    }
  }

  /** After a write that did not come about. */
  forget(): void {
    this.#known.clear();
    this.#askedOf.clear();
  }

  #keep(question: string, known: Known): void {
    if (this.#known.size >= MOST_KNOWN) this.forget();
    this.#known.set(question, known);
    for (const table of known.tables) {
      const questions = this.#askedOf.get(table);
      if (questions === undefined) this.#askedOf.set(table, new Set([question]));
      else questions.add(question);
    }
  }
}
