/** What comes in whole: a chip's data, an issuer's scripts, the pad's answers, scanned and typed codes, addresses; rows of `PARSERS`. */
import { issuerScripts } from '../../drivers/acquirer/issuer-data.ts';
import { readNeoCard } from '../../drivers/card-reader/neo-card.ts';
import { readSwipe, wipeSwipe } from '../../drivers/card-reader/swipe.ts';
import { BLANK } from '../../drivers/card-reader/tracks.ts';
import { parseByteAddress, parseHidAddress } from '../../drivers/link/address.ts';
import { HidFrameReader, LONGEST_REPORT_BYTES } from '../../drivers/link/hid-framing.ts';
import { readAnswer } from '../../drivers/pin-pad/answers.ts';
import type { Want } from '../../drivers/pin-pad/job.ts';
import { readCode } from '../../drivers/scanner/code.ts';
import { numberedName, safeFileName } from '../../firmware/effects/technician/quarantine-name.ts';
import { COMMANDS, GROUPS } from '../../firmware/maintenance/table.ts';
import { understand } from '../../firmware/maintenance/understand.ts';
import { readLookUpCode } from '../../firmware/receipts/look-up-code.ts';
import { readAmount } from '../../firmware/rules/amount-entry.ts';
import { readCaseCode } from '../../firmware/rules/case-status.ts';
import { isPaymentCode } from '../../firmware/rules/payment-code.ts';
import { judgePhone } from '../../firmware/rules/phone.ts';
import { searchTerms, spanOf } from '../../firmware/rules/search-terms.ts';
import { readWrittenTime } from '../../firmware/rules/written-time.ts';
import { said, texts } from './documents.ts';
import type { Parser } from './parser.ts';

/** Of the golden transcripts: track 2, its equivalent in TLVs, a tap. */
const CHIPS = said('card-reader/neo-serial').map((frame) => frame.slice(14, -2));
const ADDRESSES = [
  ...['serial:/dev/pos/printer?baud=115200&flow=rtscts', 'hid:0801:0002?serial=B12', 'unix:/run/x.sock'],
  ...['tcp:host:9100', 'tls:bank.example:8583?ca=/etc/ca.pem&pin=00', 'file:/dev/usb/lp0', 'tcp:[::1]:9100'],
];
const NOW_MS = 1_763_715_600_000;
const LONGEST_FRAME = 2 * (LONGEST_REPORT_BYTES + 3);

const hexOf = (text: string): string => Buffer.from(text).toString('hex');

const whole = (
  name: string,
  known: readonly string[],
  read: (bytes: Uint8Array) => unknown,
  documents: readonly Uint8Array[],
): Parser => ({
  name,
  known,
  documents,
  mostHeldBytes: 0,
  feed: (chunks) => {
    for (const chunk of chunks) read(chunk);
    return { heldBytes: 0, results: chunks.length };
  },
});

/** TLVs of a contact or contactless card, and what is made of its tracks. */
function chip(bytes: Uint8Array): void {
  const swipe = readNeoCard(bytes);
  if (swipe === null) return;
  const reading = readSwipe(swipe);
  if (reading.kind === 'card' && !/^[\d*]*$/.test(reading.card.maskedPan))
    throw new Error('a masked number of letters');
  wipeSwipe(swipe);
}

/** A stripe as any reader hands it over. */
function stripe(bytes: Uint8Array): void {
  const cut = Math.floor(bytes.length / 2);
  const [one, two] = [bytes.slice(0, cut), bytes.slice(cut)];
  const tracks = [{ state: 'read', bytes: one }, { state: 'read', bytes: two }, BLANK] as const;
  readSwipe({ kind: 'clear', entryMode: 'swipe', tracks });
}

const WANTS: readonly Want[] = [
  { kind: 'prompt' },
  { kind: 'key-slot' },
  { kind: 'self-test' },
  { kind: 'pin', exchange: 'x', scheme: 'dukpt', padLimitMs: 1, limitMs: 1 },
  { kind: 'pin', exchange: 'x', scheme: 'master-session', padLimitMs: 1, limitMs: 1 },
  { kind: 'key', exchange: 'x', limitMs: 1 },
  { kind: 'mac', exchange: 'x', last: true },
  { kind: 'mac', exchange: 'x', last: false },
  { kind: 'text', exchange: 'x', keyLimitMs: 1, limitMs: 1 },
];

function padAnswer(bytes: Uint8Array): void {
  for (const want of WANTS)
    for (const group of ['transaction', 'administration'] as const) readAnswer(want, group, bytes);
}

/** A scanned or typed code, wherever one is taken: payment, slip, search, the time on a slip written by hand. */
function code(bytes: Uint8Array): void {
  const text = readCode(bytes)?.code ?? '';
  isPaymentCode(text);
  const found = readLookUpCode(text);
  if (found !== null && !Number.isSafeInteger(found.slip)) throw new Error(`slip ${found.slip}`);
  const digits = text.replaceAll(/[^\d.]/g, '');
  for (const term of searchTerms(digits, 2)) if (term.by === 'time') spanOf(term, NOW_MS, 480);
  readCaseCode(text);
  judgePhone(text);
  readOutName(text);
  const amount = digits === '' || digits.split('.').length > 2 ? 0 : readAmount(digits.slice(0, 12), 2);
  if (!Number.isSafeInteger(amount) || amount < 0) throw new Error(`an amount of ${amount}`);
  const at = readWrittenTime(digits, NOW_MS, 480);
  if (at !== null && at > NOW_MS) throw new Error('a slip written in the future');
}

/** A file's name as a stranger sends it: never a path, never hidden, never an option, never too long. */
function readOutName(text: string): void {
  const name = numberedName(safeFileName(text), 2);
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,70}$/.test(name) || name.includes('..')) throw new Error(`a file called ${name}`);
}

function address(bytes: Uint8Array): void {
  const text = Buffer.from(bytes).toString('utf8');
  for (const parsed of [parseByteAddress(text), parseHidAddress(text)])
    if (!parsed.ok && parsed.problem === '') throw new Error('no reason is given');
}

export const CODE_PARSERS: readonly Parser[] = [
  whole(
    'chip',
    ['00 57 13', '40 57 11 47 61 73 90 01 01 00 10 d2 91 22 01', '00 9f 26 08', 'c0 df ee 12 0a'],
    chip,
    CHIPS,
  ),
  whole(
    'stripe',
    [hexOf('%B4761739001010010^TEST/VISA^2912201?'), hexOf(';4761739001010010=2912201?')],
    stripe,
    texts(';4761739001010010=2912201?;4761739001010010=2912201?'),
  ),
  whole(
    'issuer-scripts',
    ['71 0f 9f 18 04 01 02 03 04 86 06', '72 81 80', '91 0a'],
    (bytes) => issuerScripts(Buffer.from(bytes).toString('hex')),
    [
      Uint8Array.from(
        Buffer.from('910a0102030405060708303071129f180401020304860984240000040102030472068604842400', 'hex'),
      ),
    ],
  ),
  whole(
    'pin-pad-answers',
    [hexOf('71'), hexOf('Z67'), hexOf('Z43'), hexOf('Z51'), hexOf('Z20'), hexOf('16')],
    padAnswer,
    texts('71000F8765432109876543210123456789ABCDEF', 'Z43#', 'Z5113800138000', '710', '160'),
  ),
  whole(
    'codes',
    [hexOf('TP1/10000001/1/'), hexOf(']C1'), hexOf('62'), hexOf('00000012'), hexOf('1121')],
    code,
    texts('TP1/10000001/1/12', ']C1000044', '6223456789012345678', '1121.1630', '49.99'),
  ),
  whole(
    'addresses',
    ['serial:/dev/x?', 'tls:h:1?ca=', 'hid:0801:0002?', 'unix:/', 'baud=9600&'].map(hexOf),
    address,
    texts(...ADDRESSES),
  ),
  whole(
    'typed-line',
    ['help ', 'login ', '1 2 ', '?', 'export '].map(hexOf),
    (bytes) => understand(Buffer.from(bytes).toString('utf8'), null, COMMANDS, GROUPS),
    texts(...COMMANDS.map(({ name, path }) => `${name} ${path} "a b" printer`)),
  ),
  {
    name: 'hid-stream',
    documents: [Uint8Array.from(Buffer.from('4900080001020304050607470001fa4f0003aabbcc', 'hex'))],
    known: ['49 00 08', '47 00 01', '4f 40 00', '49 ff ff'],
    mostHeldBytes: LONGEST_FRAME,
    // Each piece is put behind what is there of a report of up to 16 KiB.
    mostWorkAByte: 200,
    feed: (chunks) => {
      const reader = new HidFrameReader();
      let [results, heldBytes, fed] = [0, 0, 0];
      for (const chunk of chunks) {
        const { frames, broken } = reader.read(chunk);
        results += frames.length;
        fed += chunk.length - frames.reduce((sum, { data }) => sum + data.length + 3, 0);
        // What was fed and is in no frame is held, until the stream has lost its place.
        heldBytes = Math.max(heldBytes, fed);
        if (broken) break;
      }
      return { heldBytes, results };
    },
  },
];
