/** The journal's own errors, and how what SQLite and the operating system say becomes one of them: what, why, what to do. */
/**
 * Why the journal cannot be used: `locked` another process has the folder · `folder` not there, not a folder, not writable · `disk-full` ·
 * `io` the disk or the operating system failed · `newer-schema` written by a newer version · `other-terminal` belongs to another
 * terminal · `not-durable` a commit would not be on disk · `closed`.
 */
export type UnwritableCode =
  | 'locked'
  | 'folder'
  | 'disk-full'
  | 'io'
  | 'newer-schema'
  | 'other-terminal'
  | 'not-durable'
  | 'closed';

/** The journal could not be written or read. Nothing of the append stands. The terminal must not trade (requirements H3). */
export class JournalUnwritable extends Error {
  override readonly name = 'JournalUnwritable';
  readonly code: UnwritableCode;
  /** @param message what, why, what to do. */
  constructor(message: string, code: UnwritableCode = 'io', cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

/** The append contradicts what stands: a rule of the journal refused it, nothing of it stands. */
export class JournalRefused extends Error {
  override readonly name = 'JournalRefused';
  readonly rule: string;
  constructor(rule: string, message: string) {
    super(message);
    this.rule = rule;
  }
}

/** The journal on disk is not what it was when it was written. */
export class JournalBroken extends Error {
  override readonly name = 'JournalBroken';
}

/** What anything thrown says for itself. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Throws a refusal of rule `rule` unless `holds`. */
export function demand(holds: boolean, rule: string, message: string): asserts holds {
  if (!holds) throw new JournalRefused(rule, message);
}

/**
 * The journal's error for anything thrown below it; errors that are the journal's own, and bugs, come back as they are.
 * @param doing what was tried, e.g. `cannot append to the journal`.
 */
export function asJournalError(error: unknown, doing: string): unknown {
  if (error instanceof JournalRefused || error instanceof JournalUnwritable || error instanceof JournalBroken)
    return error;
  const code = codeOf(error);
  const why = messageOf(error);
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB' || (code === 'SQLITE_ERROR' && FOREIGN.test(why))) {
    return new JournalBroken(
      `${doing}: the file is damaged (${why}). Do not trade; keep the folder as it is, then restore the last backup.`,
      { cause: error },
    );
  }
  if (code.startsWith('SQLITE_CONSTRAINT')) {
    return new JournalRefused('constraint', `${doing}: a constraint of the database holds it back (${why}).`);
  }
  const unwritable = UNWRITABLE.find(({ codes }) => codes.test(code));
  if (unwritable === undefined) return error;
  return new JournalUnwritable(`${doing}: ${unwritable.why} (${why}). ${unwritable.todo}`, unwritable.code, error);
}

/** What SQLite says of a file whose header or schema is not what was written: no error code tells it from a wrong statement. */
const FOREIGN = /^(unsupported file format|no such (table|column))/;

function codeOf(error: unknown): string {
  const code = error instanceof Error ? (error as Error & { code?: unknown }).code : undefined;
  return typeof code === 'string' ? code : '';
}

const UNWRITABLE: readonly { codes: RegExp; code: UnwritableCode; why: string; todo: string }[] = [
  {
    codes: /^(SQLITE_FULL|ENOSPC|EDQUOT)/,
    code: 'disk-full',
    why: 'the disk is full',
    todo: 'Free space on the disk of the data folder; nothing was written.',
  },
  {
    codes: /^(SQLITE_READONLY|SQLITE_CANTOPEN|SQLITE_PERM|SQLITE_AUTH|EACCES|EPERM|EROFS|ENOTDIR|EEXIST|ENOENT|EISDIR)/,
    code: 'folder',
    why: 'the data folder cannot be written',
    todo: 'Check that the folder exists, belongs to the user of the terminal and is not mounted read-only.',
  },
  {
    codes: /^(SQLITE_BUSY|SQLITE_LOCKED)/,
    code: 'locked',
    why: 'another process holds the journal',
    todo: 'Stop the other program that has the data folder open.',
  },
  {
    codes: /^(SQLITE_IOERR|SQLITE_NOMEM|SQLITE_PROTOCOL|SQLITE_NOLFS|EIO|EMFILE|ENFILE|ENOMEM)/,
    code: 'io',
    why: 'the disk or the system failed',
    todo: 'Restart the terminal; if it comes again, replace the disk and restore the last backup.',
  },
];
