/**
 * What is found on the disk at a start (a power cut, a failing card, a person with an editor have been there) and what people bring as files; rows of
 * `PARSERS`. Each reads a real file.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readLogoFile } from '../../firmware/configuration/logo-file.ts';
import { ConfigurationWrong } from '../../firmware/configuration/terminal-file.ts';
import { edit, leaves, withoutSecrets } from '../../firmware/maintenance/configuration-edit.ts';
import { readStatement } from '../../scripts/journal/statement.ts';
import { WrongUsage } from '../../scripts/usage.ts';
import { finishRestore } from '../../storage/backup/pending.ts';
import { dataFolder } from '../../storage/journal/data-folder.ts';
import { readEndMark } from '../../storage/journal/end-mark.ts';
import { JournalBroken, JournalUnwritable } from '../../storage/journal/failures.ts';
import { openJournalReader } from '../../storage/journal/reader.ts';
import { readDeviceKey } from '../../storage/keys/device-key.ts';
import { readClockOffset } from '../../storage/settings/clock-offset.ts';
import { doNextStart } from '../../storage/settings/next-start.ts';
import type { Parser } from './parser.ts';

const PAPER_DOTS = 576;
/** What a till with a wrong clock may still be: this far off a date is none any more. */
const LATEST_MS = 8_640_000_000_000_000;

const hexOf = (text: string): string => Buffer.from(text).toString('hex');

let folder = '';

/** One folder for all of them, gone with the process. */
function placeOf(name: string): string {
  if (folder === '') {
    folder = mkdtempSync(join(tmpdir(), 'tillproof-fuzz-'));
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
): Parser => ({
  name,
  known,
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

/** A journal that is none is said to be none; one that can be opened can be asked. */
function journal(path: string): void {
  promised([JournalBroken, JournalUnwritable], () => {
    const books = openJournalReader(path);
    try {
      books.verify();
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
  if (/"tmk": *"00"/.test(withoutSecrets(result.text))) throw new Error('a key is shown');
}

export const FILE_PARSERS: readonly Parser[] = [
  onDisk('journal-end', 'journal.end', [hexOf('entry 12 '), hexOf(' check '), '0a'], (path) => readEndMark(path)),
  onDisk('clock-offset', 'clock.json', [hexOf('{"offsetMs":'), hexOf('9007199254740991}'), hexOf('-1}')], (_, place) =>
    clock(place),
  ),
  onDisk('device-key', 'device.key', ['00'.repeat(32), '00'.repeat(31)], (path) =>
    promised([JournalBroken], () => readDeviceKey(path)),
  ),
  onDisk(
    'next-start',
    'next-start.json',
    [hexOf('{"do":"reset","by":"5"}'), hexOf('{"do":"restore","backup":"x","skip":1,"by":"5"}'), hexOf('null')],
    (_, place) => nextStart(place),
  ),
  onDisk('journal', 'journal.sqlite', [`${hexOf('SQLite format 3')}0010000202004020200000`], (path) => journal(path)),
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
  ),
  onDisk('logo', 'logo.pbm', [hexOf('P4 8 8\n'), hexOf('P1\n# x\n3 2\n0 1 0'), hexOf('P4 576 400 ')], (path) =>
    promised([ConfigurationWrong], () => readLogoFile(readFileSync(path), path, PAPER_DOTS)),
  ),
  {
    name: 'configuration-edit',
    known: [hexOf('terminal.tid '), hexOf('acquirer.keys.tmk '), hexOf('__proto__.x '), hexOf('terminal - ')],
    mostHeldBytes: 0,
    feed: (chunks) => {
      for (const chunk of chunks) edited(chunk);
      return { heldBytes: 0, results: chunks.length };
    },
  },
];
