/**
 * What is found on the disk at a start (a power cut, a failing card, a person with an editor have been there) and what people bring as files; rows of
 * `PARSERS`. Each reads a real file.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readLogoFile } from '../../firmware/configuration/logo-file.ts';
import { ConfigurationWrong } from '../../firmware/configuration/terminal-file.ts';
import { TrainingHostLink } from '../../firmware/effects/training-host.ts';
import { edit, leaves, withoutSecrets } from '../../firmware/maintenance/configuration-edit.ts';
import { checkCaseReport } from '../../scripts/journal/case-report.ts';
import { readStatement } from '../../scripts/journal/statement.ts';
import { WrongUsage } from '../../scripts/usage.ts';
import { drill } from '../../storage/backup/backup.ts';
import { finishRestore } from '../../storage/backup/pending.ts';
import { dataFolder } from '../../storage/journal/data-folder.ts';
import { readEndMark } from '../../storage/journal/end-mark.ts';
import { JournalBroken, JournalUnwritable } from '../../storage/journal/failures.ts';
import { openJournal } from '../../storage/journal/open.ts';
import { type JournalReader, openJournalReader } from '../../storage/journal/reader.ts';
import { readDeviceKey } from '../../storage/keys/device-key.ts';
import { readClockOffset } from '../../storage/settings/clock-offset.ts';
import { doNextStart } from '../../storage/settings/next-start.ts';
import { manualClock } from '../drivers/link/manual-clock.ts';
import { texts } from './documents.ts';
import type { Parser } from './parser.ts';

const PAPER_DOTS = 576;
/** What a till with a wrong clock may still be: this far off a date is none any more. */
const LATEST_MS = 8_640_000_000_000_000;

const hexOf = (text: string): string => Buffer.from(text).toString('hex');

let folder = '';

/** One folder for all of them, gone with the process. */
function placeOf(name: string): string {
  if (folder === '') {
    // In memory where there is such a place: each input is a file, and some readers sync what they write.
    const parent = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
    folder = mkdtempSync(join(parent, 'tillproof-fuzz-'));
    process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  }
  const place = join(folder, name);
  mkdirSync(place, { recursive: true });
  return place;
}

/** A reader of one file with what the chunks say, in a place of its own. It keeps nothing. */
const onDisk = (
  name: string,
  file: string,
  known: readonly string[],
  read: (path: string, place: string) => unknown,
  documents: readonly Uint8Array[],
): Parser => ({
  name,
  known,
  documents,
  mostHeldBytes: 0,
  feed: (chunks) => {
    const place = placeOf(name);
    const path = join(place, file);
    writeFileSync(path, Buffer.concat(chunks), { mode: 0o600 });
    read(path, place);
    return { heldBytes: 0, results: 0 };
  },
});

/** @throws whatever is not one of the errors that the reader promises */
function promised(promises: readonly (abstract new (...args: never[]) => Error)[], read: () => unknown): void {
  try {
    read();
  } catch (error) {
    if (!promises.some((kind) => error instanceof kind)) throw error;
  }
}

function clock(place: string): void {
  const offsetMs = readClockOffset(place);
  // Whatever the file says, the terminal must be able to write the time down.
  if (Number.isNaN(new Date(LATEST_MS / 2 + offsetMs).getTime())) throw new Error(`an offset of ${offsetMs} ms`);
}

/** A wish is done or dropped with its reason; either way the file is gone, and nothing was deleted but it. */
function nextStart(place: string): void {
  const stamp = (by: string) => ({ atMs: 1, clock: 'unsynchronised', operator: by }) as const;
  writeFileSync(join(place, 'kept'), 'kept');
  doNextStart(place, stamp, (count) => new Uint8Array(count));
  const left = readdirSync(place, { recursive: true, encoding: 'utf8' });
  if (left.includes('next-start.json')) throw new Error('the wish is still there');
  if (!left.some((path) => path.endsWith('kept'))) throw new Error('something else was deleted');
  for (const name of left.filter((path) => path.startsWith('before-') || path.startsWith('restore.')))
    rmSync(join(place, name), { recursive: true, force: true });
}

/** A journal or a copy of one that is none is said to be none; one that can be opened can be asked, and is drilled as a backup is. */
function journal(path: string): void {
  promised([JournalBroken, JournalUnwritable], () => {
    drill(path);
    const books = openJournalReader(path);
    try {
      books.obligations();
    } finally {
      books.close();
    }
  });
}

const CONFIGURATION = '{"terminal":{"tid":"10000001"},"acquirer":{"keys":{"tmk":"00"}}}';

function edited(bytes: Uint8Array): void {
  const typed = Buffer.from(bytes).toString('utf8');
  const [key = '', ...rest] = typed.split(' ');
  const result = edit(CONFIGURATION, key, rest.join(' '));
  if (!result.ok) return;
  JSON.parse(result.text);
  leaves(result.text);
  if (withoutSecrets(result.text).replaceAll(' ', '').includes('"tmk":"00"')) throw new Error('a key is shown');
}

const JOURNAL_HEAD = `${hexOf('SQLite format 3')}0010000202004020200000`;

/** A journal with a few entries in it, as bytes, and what its terminal has signed. */
function smallJournal(): { readonly bytes: Uint8Array; readonly signed: Uint8Array; readonly reader: JournalReader } {
  const home = join(placeOf('shop'), 'data');
  const randomBytes = (count: number) => Buffer.alloc(count, 7);
  const journal = openJournal({ folder: home, terminal: '10000001', randomBytes });
  const stamp = { atMs: 1_763_715_600_000, clock: 'unsynchronised', operator: '1' } as const;
  for (const next of [102, 103, 104])
    journal.append([{ type: 'evidence.noted', txn: null, body: { what: 'host-wants', detail: `${next}` } }], stamp);
  const report = Buffer.from(`案卷 CASE\n1\n2\n3\n交易 TRANSACTION t1-1\n{"seq":1}`);
  const signature = Buffer.from(journal.sign(report)).toString('hex');
  journal.close();
  const { journal: path } = dataFolder(home);
  const bytes = readFileSync(path);
  return { bytes, signed: Buffer.from(`${report}\ned25519 ${signature}\n`), reader: openJournalReader(path) };
}

const shop = smallJournal();

/** Whoever started the program says anything where an answer to training is awaited. */
function trainingHost(chunks: readonly Uint8Array[]): void {
  let hear: (message: unknown) => void = () => {};
  const clock = manualClock();
  const host = new TrainingHostLink(
    {
      send: () => {},
      hear: (listener) => {
        hear = listener;
      },
    },
    clock,
  );
  let answers = 0;
  host.do('state', {}, () => {
    answers += 1;
  });
  for (const chunk of chunks) {
    let message: unknown = Buffer.from(chunk).toString('utf8');
    try {
      message = JSON.parse(String(message));
    } catch {
      // As text, then.
    }
    hear(message);
  }
  clock.advance(60_000);
  if (answers !== 1) throw new Error(`${answers} answers to one question`);
}

export const FILE_PARSERS: readonly Parser[] = [
  onDisk('journal-end', 'journal.end', [hexOf('entry 12 '), hexOf(' check '), '0a'], (path) => readEndMark(path), [
    readFileSync(dataFolder(join(placeOf('shop'), 'data')).end),
  ]),
  onDisk(
    'clock-offset',
    'clock.json',
    [hexOf('{"offsetMs":'), hexOf('9007199254740991}'), hexOf('-1}')],
    (_, place) => clock(place),
    texts('{"offsetMs":-86400000}\n'),
  ),
  onDisk(
    'device-key',
    'device.key',
    ['00'.repeat(32), '00'.repeat(31)],
    (path) => promised([JournalBroken], () => readDeviceKey(path)),
    [Buffer.alloc(32, 7)],
  ),
  onDisk(
    'next-start',
    'next-start.json',
    [hexOf('{"do":"reset","by":"5"}'), hexOf('{"do":"restore","backup":"x","skip":1,"by":"5"}'), hexOf('null')],
    (_, place) => nextStart(place),
    texts(
      '{"wish":{"do":"restore","backup":"x","skip":1,"by":"5"},"tries":1,"aside":"before-reset-1"}',
      '{"wish":{"do":"reset","by":"5"},"tries":2,"aside":"before-reset-17"}',
    ),
  ),
  onDisk('journal', 'journal.sqlite', [JOURNAL_HEAD], (path) => journal(path), [shop.bytes]),
  {
    name: 'case-report',
    known: [hexOf('案卷 '), hexOf('\ned25519 '), hexOf('交易 TRANSACTION t1-1\n'), '0a'],
    documents: [shop.signed],
    mostHeldBytes: 0,
    feed: (chunks) => {
      // Signed or not, this journal has never written one.
      const { ok } = checkCaseReport(shop.reader, Buffer.concat(chunks));
      if (ok) throw new Error('a report is believed that was never written');
      return { heldBytes: 0, results: 0 };
    },
  },
  {
    name: 'training-host',
    known: [hexOf('{"training":"answer","id":1}'), hexOf('{"id":'), hexOf('null'), hexOf('[]')],
    documents: texts('{"training":"answer","id":1,"address":"tcp:127.0.0.1:1","problem":null}'),
    mostHeldBytes: 0,
    feed: (chunks) => {
      trainingHost(chunks);
      return { heldBytes: 0, results: 0 };
    },
  },
  {
    name: 'restore-left-over',
    known: [hexOf('restore.ready-'), hexOf('1-00000000'), hexOf('before-restore-')],
    mostHeldBytes: 0,
    feed: (chunks) => {
      const place = placeOf('restore-left-over');
      // Bytes above 7F take two in a name, and a name has 255.
      const name = Buffer.concat(chunks).toString('latin1').replaceAll(/[/\0]/g, '').slice(0, 100);
      if (name !== '' && name !== '.' && name !== '..') mkdirSync(join(place, name), { recursive: true });
      finishRestore(dataFolder(place));
      for (const left of readdirSync(place)) rmSync(join(place, left), { recursive: true });
      return { heldBytes: 0, results: 0 };
    },
  },
  onDisk(
    'statement',
    'statement.json',
    [
      hexOf('{"batch":"000001","records":['),
      hexOf('{"stan":"000001","amountMinor":1,"credit":false}'),
      hexOf('{"batch":"000001","records":[null]}'),
      hexOf(']}'),
    ],
    (path) => promised([WrongUsage], () => readStatement(path)),
    texts(
      '{"batch":"000001","records":[{"stan":"000001","amountMinor":1,"credit":false},{"stan":"000002","amountMinor":250,"credit":true}]}',
    ),
  ),
  onDisk(
    'logo',
    'logo.pbm',
    [hexOf('P4 8 8\n'), hexOf('P1\n# x\n3 2\n0 1 0'), hexOf('P4 576 400 ')],
    (path) => promised([ConfigurationWrong], () => readLogoFile(readFileSync(path), path, PAPER_DOTS)),
    [Buffer.concat([Buffer.from('P4\n# shop\n16 4\n'), Buffer.alloc(8, 0xa5)]), ...texts('P1\n3 2\n0 1 0\n1 0 1\n')],
  ),
  {
    name: 'configuration-edit',
    documents: texts('terminal.tid 10000002', 'acquirer {"keys":{"tmk":"11"}}', 'terminal -'),
    known: [hexOf('terminal.tid '), hexOf('acquirer.keys.tmk '), hexOf('__proto__.x '), hexOf('terminal - ')],
    mostHeldBytes: 0,
    feed: (chunks) => {
      for (const chunk of chunks) edited(chunk);
      return { heldBytes: 0, results: chunks.length };
    },
  },
];
