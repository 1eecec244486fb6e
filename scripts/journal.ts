/**
 * `npm run journal -- COMMAND [--data FOLDER | --config FILE]`: looks at a journal from outside, also while its terminal runs. Reads
 * only, but for `backup` (into another folder), `export` (into a file) and `restore` (with the terminal stopped). The commands stand in
 * COMMANDS. Exit codes: 0 ok, 1 a promise is broken, 2 usage or configuration, 70 a bug.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { reconcile, tracesOfBatch } from '../firmware/rules/reconciliation.ts';
import { backUp, drill } from '../storage/backup/backup.ts';
import { restore } from '../storage/backup/restore.ts';
import type { Entry } from '../storage/entries/entry.ts';
import type { TransactionId } from '../storage/facts.ts';
import { dataFolder } from '../storage/journal/data-folder.ts';
import { JournalBroken, JournalUnwritable, messageOf } from '../storage/journal/failures.ts';
import type { Obligation } from '../storage/journal/read-models.ts';
import { type JournalReader, openJournalReader } from '../storage/journal/reader.ts';
import { checkCaseReport, readCaseReport } from './journal/case-report.ts';
import { checkESlip, eSlipPage } from './journal/e-slip.ts';
import { writeEvidence } from './journal/evidence.ts';
import { exportLines } from './journal/export.ts';
import { CSV_HEAD, csvLine, filterOf, LIST_OPTIONS, type ListValues, listLine } from './journal/list.ts';
import { lookAt, looks } from './journal/look.ts';
import { print } from './journal/print.ts';
import { describeDifference, readStatement } from './journal/statement.ts';
import { describeRebuild, describeVerdict, soundOrThrow } from './journal/verdicts.ts';
import { WrongUsage } from './usage.ts';

const EXIT_OK = 0;
const EXIT_BROKEN = 1;
const EXIT_USAGE = 2;
const EXIT_BUG = 70;

const DEFAULT_DATA = './var';
/** Where `npm start` keeps the journal of its virtual counter. */
const COUNTER_DATA = './var/counter/data';
const DEFAULT_LAST = 20;
/** For a program, everything: it can stop reading when it has enough. */
const ALL = Number.POSITIVE_INFINITY;
/** More than a terminal prints or sends between two backups a day apart. */
const DEFAULT_SKIP = 10_000;

const OPTIONS = {
  data: { type: 'string' },
  config: { type: 'string' },
  json: { type: 'boolean' },
  last: { type: 'string' },
  txn: { type: 'string' },
  skip: { type: 'string' },
  out: { type: 'string' },
  ...LIST_OPTIONS,
  help: { type: 'boolean' },
} as const;

interface Call {
  readonly folder: string;
  readonly operand: string | undefined;
  readonly json: boolean;
  readonly last: number;
  readonly txn: string | undefined;
  readonly skip: number;
  readonly out: string | undefined;
  readonly values: ListValues;
}

interface Command {
  readonly usage: string;
  readonly does: string;
  /** `optional`: without one the command does something else; the data folder comes with --data then. */
  readonly operand: boolean | 'optional';
  run(call: Call): number | Promise<number>;
}

const COMMANDS: Readonly<Record<string, Command>> = {
  verify: {
    usage: 'verify [--json]',
    does: 'recompute every hash, walk the chain, project all entries again and compare',
    operand: false,
    run: verify,
  },
  show: {
    usage: 'show [TXN] [--json] [--last N | --txn ID]',
    does: 'entries, oldest first; with TXN (its id, slip number or RRN) the timeline of that transaction',
    operand: 'optional',
    run: show,
  },
  list: {
    usage: 'list [--csv | --json] [FILTER …]',
    does: 'transactions, oldest first; filters: --kind --state --operator --reason --card LAST4 --from --to',
    operand: false,
    run: list,
  },
  obligations: {
    usage: 'obligations [--json]',
    does: 'what the terminal still owes',
    operand: false,
    run: obligations,
  },
  'e-slip': {
    usage: "e-slip 'TEXT' | e-slip 'RRN DIGITS'",
    does: 'is this signed slip of this terminal, and does it stand in this journal?',
    operand: true,
    run: ({ folder, operand = '' }) =>
      withReader(folder, (reader) => {
        const { ok, lines } = checkESlip(reader, operand);
        for (const line of lines) print(line);
        return ok ? EXIT_OK : EXIT_BROKEN;
      }),
  },
  'e-slip-page': {
    usage: 'e-slip-page FILE',
    does: 'a page that checks e-slips of this terminal in any browser, offline',
    operand: true,
    run: ({ folder, operand = '' }) =>
      withReader(folder, (reader) => {
        writeFileSync(operand, eSlipPage(reader));
        print(operand);
        return EXIT_OK;
      }),
  },
  'case-report': {
    usage: 'case-report FILE',
    does: 'is this report to the acquirer as it was written, of this terminal, and does it stand in this journal?',
    operand: true,
    run: ({ folder, operand = '' }) =>
      withReader(folder, (reader) => {
        const { ok, lines } = checkCaseReport(reader, readCaseReport(operand));
        for (const line of lines) print(line);
        return ok ? EXIT_OK : EXIT_BROKEN;
      }),
  },
  rebuild: {
    usage: 'rebuild [--json]',
    does: 'recompute every table from the entries, compare',
    operand: false,
    run: rebuild,
  },
  reconcile: {
    usage: 'reconcile STATEMENT [--json]',
    does: "name each trace on which journal and the acquirer's statement differ",
    operand: true,
    run: reconcileBatch,
  },
  evidence: {
    usage: 'evidence TXN [--out FOLDER]',
    does: 'one transaction with the whole chain and two verifiers, for an acquirer or a court, in a new folder',
    operand: true,
    run: evidence,
  },
  export: {
    usage: 'export FILE|-',
    does: 'every entry with its hash, one JSON line each',
    operand: true,
    run: ({ folder, operand = '' }) =>
      withReader(folder, (reader) => {
        exportLines(reader, operand);
        return EXIT_OK;
      }),
  },
  backup: {
    usage: 'backup FOLDER',
    does: 'copy online into a new folder, open the copy, verify it',
    operand: true,
    run: backup,
  },
  restore: {
    usage: 'restore FOLDER [--skip N]',
    does: 'go on from a backup; skips numbers; the old journal is set aside',
    operand: true,
    run: restoreBackup,
  },
};

function verify({ folder, json }: Call): number {
  return withReader(folder, (reader) => {
    const verdict = reader.verify();
    const rebuilt = reader.rebuild();
    if (json) print(JSON.stringify({ ...verdict, ok: verdict.ok && rebuilt.ok, rebuilt }));
    else {
      describeVerdict(verdict);
      describeRebuild(rebuilt);
    }
    return verdict.ok && rebuilt.ok ? EXIT_OK : EXIT_BROKEN;
  });
}

function show({ folder, operand, json, last, txn }: Call): number {
  return withReader(folder, (reader) => {
    if (operand !== undefined) {
      const looked = lookAt(reader, operand);
      for (const line of json ? [JSON.stringify(looked)] : looks(looked)) print(line);
      return EXIT_OK;
    }
    const story = txn === undefined ? null : reader.timeline(txn as TransactionId);
    if (story?.length === 0) throw new WrongUsage(`there is no transaction ${txn}; list some: journal show`);
    const entries = story ?? (last === ALL ? reader.entries() : reader.last(last));
    for (const entry of entries) print(json ? JSON.stringify(entry) : describeEntry(entry));
    return EXIT_OK;
  });
}

function describeEntry({ seq, atMs, operator, type, txn, body }: Entry): string {
  return `${String(seq).padStart(7)}  ${new Date(atMs).toISOString()}  ${operator}  ${type}  ${txn ?? '-'}  ${JSON.stringify(body)}`;
}

function list({ folder, json, values }: Call): number {
  const filter = filterOf(values);
  const lineOf = json ? JSON.stringify : values.csv === true ? csvLine : listLine;
  return withReader(folder, (reader) => {
    if (!json && values.csv === true) print(CSV_HEAD);
    for (const row of reader.transactions(filter)) print(lineOf(row));
    return EXIT_OK;
  });
}

function evidence({ folder, operand = '', out }: Call): number {
  return withReader(folder, (reader) => {
    describeVerdict(soundOrThrow(reader.verify()));
    const pack = writeEvidence(reader, operand, out ?? `evidence-${operand}`);
    print(`${pack.folder}: ${pack.files.join(', ')}`);
    print(`note this head elsewhere: ${pack.headHash}`);
    return EXIT_OK;
  });
}

function obligations({ folder, json }: Call): number {
  return withReader(folder, (reader) => {
    const owed = reader.obligations();
    for (const obligation of owed) print(json ? JSON.stringify(obligation) : describeObligation(obligation));
    if (owed.length === 0 && !json) print('nothing is owed');
    return EXIT_OK;
  });
}

function describeObligation({ kind, since, transaction, attempts, state, copy }: Obligation): string {
  return `${kind.padEnd(8)} ${state.padEnd(10)} since ${since}  ${copy ?? transaction}  attempts ${attempts}`;
}

function rebuild({ folder, json }: Call): number {
  return withReader(folder, (reader) => {
    const verdict = reader.rebuild();
    if (json) print(JSON.stringify(verdict));
    else describeRebuild(verdict);
    return verdict.ok ? EXIT_OK : EXIT_BROKEN;
  });
}

/** STATEMENT: JSON, `{"batch":"000001","records":[{"stan":"000002","amountMinor":4200,"credit":false}]}`. Exit 1 where something differs. */
function reconcileBatch({ folder, operand, json }: Call): number {
  const { batch, records } = readStatement(operand ?? '');
  return withReader(folder, (reader) => {
    const traces = tracesOfBatch(reader.entries(), batch);
    const differences = reconcile(traces, records);
    for (const difference of differences) print(json ? JSON.stringify(difference) : describeDifference(difference));
    if (!json)
      print(`batch ${batch}: ${traces.length} traces, ${records.length} at the acquirer, ${differences.length} differ`);
    return differences.length === 0 ? EXIT_OK : EXIT_BROKEN;
  });
}

async function backup({ folder, operand = '' }: Call): Promise<number> {
  const { file, verdict, rebuild } = await backUp(dataFolder(folder).journal, operand);
  print(file);
  describeVerdict(verdict);
  describeRebuild(rebuild);
  print(`keep ${dataFolder(folder).deviceKey} apart from it: without that key its stored secrets cannot be read`);
  return verdict.ok && rebuild.ok ? EXIT_OK : EXIT_BROKEN;
}

function restoreBackup({ folder, operand = '', skip }: Call): number {
  const stamp = { atMs: Date.now(), clock: 'unsynchronised', operator: 'restore' } as const;
  const { entry, setAside } = restore({ backup: join(operand, 'journal.sqlite'), folder, stamp, randomBytes, skip });
  print(describeEntry(entry));
  if (setAside !== null) print(`the journal that was here lies in ${setAside}`);
  const { verdict } = drill(dataFolder(folder).journal);
  describeVerdict(verdict);
  return verdict.ok ? EXIT_OK : EXIT_BROKEN;
}

function withReader(folder: string, use: (reader: JournalReader) => number): number {
  const reader = openJournalReader(dataFolder(folder).journal);
  try {
    return use(reader);
  } finally {
    reader.close();
  }
}

function parse(argv: readonly string[]): { command: Command; call: Call } | null {
  let parsed: ReturnType<typeof parseArgs<{ options: typeof OPTIONS; allowPositionals: true; args: string[] }>>;
  try {
    parsed = parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new WrongUsage(`${messageOf(error)}; usage: journal --help`);
  }
  const { values, positionals } = parsed;
  if (values.help === true) return null;
  const [name = '', operand, ...rest] = positionals;
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined)
    throw new WrongUsage(
      `${name === '' ? 'no command' : `no command ${name}`}; one of ${Object.keys(COMMANDS).join(', ')}`,
    );
  // A command that takes no operand may be told the data folder in its place.
  const isFolder = operand !== undefined && existsSync(dataFolder(operand).journal);
  const told = command.operand === false || (command.operand === 'optional' && isFolder) ? operand : undefined;
  if ((command.operand === true && operand === undefined) || rest.length > 0)
    throw new WrongUsage(`usage: journal ${command.usage} [--data FOLDER]`);
  const folder = told ?? values.data ?? (values.config === undefined ? usualData() : configuredData(values.config));
  const json = values.json === true;
  const last = wholeNumber('--last', values.last, json ? ALL : DEFAULT_LAST);
  const skip = wholeNumber('--skip', values.skip, DEFAULT_SKIP);
  return {
    command,
    call: {
      folder,
      operand: told === undefined ? operand : undefined,
      json,
      last,
      skip,
      txn: values.txn,
      out: values.out,
      values,
    },
  };
}

/** The folder of a configured terminal, else that of the virtual counter. */
function usualData(): string {
  const here = (folder: string) => existsSync(dataFolder(folder).journal);
  return !here(DEFAULT_DATA) && here(COUNTER_DATA) ? COUNTER_DATA : DEFAULT_DATA;
}

/** `data` of a terminal.json, relative to that file. */
function configuredData(path: string): string {
  try {
    const { data = DEFAULT_DATA } = JSON.parse(readFileSync(path, 'utf8')) as { data?: unknown };
    if (typeof data !== 'string' || data === '') throw new TypeError('"data" is not the name of a folder');
    return resolve(dirname(path), data);
  } catch (error) {
    throw new WrongUsage(
      `cannot read ${path}: ${messageOf(error)}; name a terminal.json, or the data folder with --data`,
    );
  }
}

function wholeNumber(option: string, text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback;
  if (!/^\d{1,9}$/.test(text)) throw new WrongUsage(`${option} takes a whole number, not ${text}`);
  return Number(text);
}

function help(): void {
  print('journal COMMAND [--data FOLDER | --config FILE]');
  for (const { usage, does } of Object.values(COMMANDS)) print(`  ${usage.padEnd(38)} ${does}`);
  print(
    `--data defaults to ${DEFAULT_DATA}, else ${COUNTER_DATA}; exit codes: 0 ok, 1 a promise is broken, 2 usage or configuration, 70 a bug`,
  );
}

/** Runs one command. Errors are one line on stderr: what, why, what to do. */
async function main(argv: readonly string[]): Promise<number> {
  try {
    const parsed = parse(argv);
    if (parsed !== null) return await parsed.command.run(parsed.call);
    help();
    return EXIT_OK;
  } catch (error) {
    process.stderr.write(`journal: ${messageOf(error).replaceAll(/\s*\n\s*/g, ' ')}\n`);
    if (error instanceof JournalBroken) return EXIT_BROKEN;
    if (error instanceof WrongUsage || error instanceof JournalUnwritable) return EXIT_USAGE;
    process.stderr.write(`${error instanceof Error ? error.stack : ''}\n`);
    return EXIT_BUG;
  }
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(EXIT_OK); // the reader of a pipe has seen enough
});
process.exitCode = await main(process.argv.slice(2));
