/** Talks with a device or a person, in which what was said before counts: stepped through with anything; rows of `PARSERS`. */
import { type Expectation, expectationOf, judge } from '../../drivers/acquirer/answer.ts';
import { decodeMessage, encodeMessage } from '../../drivers/acquirer/codec.ts';
import { isFault } from '../../drivers/acquirer/faults.ts';
import { iso87 } from '../../drivers/acquirer/profiles/iso87.ts';
import { unionpay } from '../../drivers/acquirer/profiles/unionpay.ts';
import { connectMsrSerial } from '../../drivers/card-reader/msr-serial-reader.ts';
import { SecureMagBlocks } from '../../drivers/card-reader/securemag-blocks.ts';
import { asked, FRESH_LINE, flushed, heard, type LineState } from '../../drivers/console/line-step.ts';
import { senderStep, sending } from '../../drivers/console/transfer/sender.ts';
import type { TransferEvent } from '../../drivers/console/transfer/steps.ts';
import { TIMING } from '../../drivers/console/transfer/transfer.ts';
import type { BytePipeEvents } from '../../drivers/link/link.ts';
import { connectPinPad } from '../../drivers/pin-pad/connect-pin-pad.ts';
import { manualClock } from '../drivers/link/manual-clock.ts';
import { mutePeer, Rig, slipOf } from '../drivers/printer/rig.ts';
import { readTranscript } from '../wire/transcript.ts';
import { said, texts } from './documents.ts';
import type { Appetite, Parser } from './parser.ts';

const bytesIn = (chunks: readonly Uint8Array[]): number => chunks.reduce((sum, { length }) => sum + length, 0);

/** A slip is under way while the printer says anything: what is remembered of it stays bounded, and a job ends once at the most. */
const MOST_IDS = 1_024;
/** What a printer says about itself, and three answers besides. */
const OPENING = readTranscript(new URL('../wire/printer/identification.wire', import.meta.url))[0];

function printerTalk(chunks: readonly Uint8Array[]): Appetite {
  const rig = new Rig(mutePeer());
  rig.open();
  for (const step of OPENING?.steps ?? []) {
    rig.pass(50);
    if (step.from === 'device') rig.input({ type: 'bytes', chunk: step.bytes });
  }
  rig.print({ job: 'j', slip: 1, lines: slipOf(4), charset: 'gb18030' } as never);
  for (const chunk of chunks) {
    rig.input({ type: 'bytes', chunk });
    rig.pass(400);
  }
  rig.pass(2_000);
  if (rig.ends.length > 1) throw new Error(`the job ended ${rig.ends.length} times`);
  return { heldBytes: rig.state.heard.length, results: 0 };
}

/** Everything on it is answered or ends by its time; what was heard is wiped. */
function padTalk(chunks: readonly Uint8Array[]): Appetite {
  const clock = manualClock();
  let line: BytePipeEvents | null = null;
  let lost = 0;
  const session = connectPinPad(
    (address, on) => {
      line = on;
      return { address, queuedBytes: 0, write: () => 'accepted', close: () => {} };
    },
    'serial:/dev/pos/pinpad?baud=9600',
    clock,
    {},
    (event) => {
      if (event.type === 'pinPad.lost') lost += 1;
    },
  );
  const opened = line as BytePipeEvents | null;
  opened?.opened();
  for (const chunk of chunks) {
    opened?.bytes(Uint8Array.from(chunk));
    clock.advance(700);
  }
  session.close();
  if (lost > 1) throw new Error(`lost ${lost} times`);
  return { heldBytes: 0, results: 0 };
}

/** Every question in turn, a line, a PIN, a key; what is typed ahead waits, so much of it. */
const MOST_AHEAD = 512;
const LONGEST_LINE = 80;
const QUESTIONS = [
  { kind: 'line', longest: LONGEST_LINE },
  { kind: 'secret', longest: 12 },
  { kind: 'key', longest: 1 },
] as const;

function typedLine(chunks: readonly Uint8Array[]): Appetite {
  let state: LineState = FRESH_LINE;
  let [heldBytes, results, atMs] = [0, 0, 0];
  for (const [n, chunk] of chunks.entries()) {
    const question = QUESTIONS[n % (QUESTIONS.length + 1)];
    const step = question === undefined ? { state: flushed(state), events: [] } : asked(state, question);
    atMs += 100;
    const next = heard(step.state, chunk, atMs);
    state = next.state;
    results += step.events.length + next.events.length;
    heldBytes = Math.max(heldBytes, state.line.length + state.ahead.length);
    if ([...step.events, ...next.events].some((event) => event.type === 'line' && event.text.length > 2 * LONGEST_LINE))
      throw new Error('a line longer than was asked for');
    // As many echoes as there are keys, and a few for each line that ends.
    if (next.echo.length > 8 * (chunk.length + MOST_AHEAD)) throw new Error(`${next.echo.length} characters of echo`);
  }
  // What was typed ahead may end lines that were not begun in this chunk; each has used up a byte all the same.
  return { heldBytes, results };
}

/** The other end of a file that is sent says anything. */
function sent(protocol: 'xmodem' | 'ymodem', chunks: readonly Uint8Array[]): number {
  let state = sending(protocol, [{ name: 'a.json', sizeBytes: 3_000 }], TIMING);
  let blocks = 0;
  const tell = (event: TransferEvent): void => {
    const step = senderStep(state, event);
    state = step.state;
    for (const act of step.acts) {
      if (act.do === 'send') blocks += 1;
      if (act.do === 'read') tell({ type: 'read', bytes: new Uint8Array(Math.min(act.lengthBytes, 1_024)) });
    }
  };
  tell({ type: 'started' });
  for (const bytes of chunks) {
    tell({ type: 'arrived', bytes });
    tell({ type: 'timed-out' });
  }
  return blocks;
}

const fileSent = (chunks: readonly Uint8Array[]): Appetite => {
  const most = bytesIn(chunks) + 2 * chunks.length + 4;
  for (const protocol of ['xmodem', 'ymodem'] as const) {
    const blocks = sent(protocol, chunks);
    // A block is answered by a byte, or its time is over.
    if (blocks > most) throw new Error(`${blocks} blocks for ${most} answers`);
  }
  return { heldBytes: 0, results: 0 };
};

/** What was asked, and what would be expected of its answer. */
const AMOUNT = '000000012345';
const ASKED = new Map([
  ...([
    [3, '000000'],
    [4, AMOUNT],
    [11, '000001'],
  ] as const),
  ...([
    [41, '10000001'],
    [42, '898100000000001'],
    [49, '156'],
  ] as const),
]);
const EXPECTED: readonly (readonly [typeof unionpay, Expectation])[] = (
  ['sale', 'signOn', 'settlement'] as const
).flatMap((kind) =>
  [unionpay, iso87].flatMap((profile) => {
    const spec = profile.transactions[kind];
    if (spec === undefined) return [];
    return [[profile, expectationOf(profile, kind, { mti: spec.mti, fields: ASKED }, spec, false)] as const];
  }),
);

/** Each as it would be right, and under another name. */
const ANSWERS = EXPECTED.flatMap(([{ dialect }, { answerMti }]) =>
  [answerMti, '0410'].map((mti) => encodeMessage(dialect, { mti, fields: new Map([...ASKED, [39, '00']]) })),
);

/** Bent, they are believed or not; never another message, nor an approval of another amount. */
function answer(chunk: Uint8Array): void {
  for (const [profile, expected] of EXPECTED) {
    for (const headBytes of [0, 7, 13]) {
      const raw = chunk.subarray(headBytes);
      const decoded = decodeMessage(profile.dialect, raw);
      if (isFault(decoded)) continue;
      const { mti, fields } = decoded.message;
      if (judge(profile, expected, decoded.message, raw, null).believed === false) continue;
      if (mti !== expected.answerMti) throw new Error(`${mti} is believed`);
      const approved = expected.kind === 'sale' && fields.get(39) === '00' ? fields.get(4) : AMOUNT;
      if (approved !== undefined && approved !== AMOUNT) throw new Error(`an approval of ${approved} is believed`);
    }
  }
}

const LONGEST_SECUREMAG = 2_048;
const LONGEST_REPORT = 600;

function secureMag(chunks: readonly Uint8Array[]): Appetite {
  const blocks = new SecureMagBlocks();
  let [heldBytes, results] = [0, 0];
  for (const chunk of chunks) {
    if (blocks.read(Uint8Array.from(chunk)) !== null) results += 1;
    heldBytes = Math.max(heldBytes, blocks.pendingBytes);
  }
  return { heldBytes, results };
}

/** One card at the most for so many bytes, and none without somebody who waits for it. */
function msr(chunks: readonly Uint8Array[]): Appetite {
  const clock = manualClock();
  let line: BytePipeEvents | null = null;
  let results = 0;
  const session = connectMsrSerial(
    (address, on) => {
      line = on;
      return { address, queuedBytes: 0, write: () => 'accepted', close: () => {} };
    },
    'serial:/dev/pos/msr?baud=9600',
    clock,
    ({ type }) => {
      if (type === 'reader.cardPresented' || type === 'reader.cardUnreadable') results += 1;
    },
  );
  const opened = line as BytePipeEvents | null;
  opened?.opened();
  for (const [n, chunk] of chunks.entries()) {
    if (n % 2 === 0) session.arm({ amountMinor: 1, currencyNumeric: 156 } as never);
    opened?.bytes(Uint8Array.from(chunk));
    clock.advance(n % 3 === 0 ? 150 : 20);
  }
  session.close();
  return { heldBytes: 0, results };
}

export const TALK_PARSERS: readonly Parser[] = [
  {
    name: 'printer-talk',
    known: ['16', '1a', '12', '14 00 00 0f', '37 22', '00', '13', '5f 00'],
    documents: said('printer/jobs', 'printer/identification'),
    mostHeldBytes: MOST_IDS,
    // The printer's blocks (see printer), and a list of what is owed at each answer.
    mostWorkAByte: 400,
    feed: printerTalk,
  },
  {
    name: 'pin-pad-talk',
    known: ['06', '15', '04', '02', '06 04', '0f 30 38 30 0e 36 04'],
    documents: said('pin-pad/frames', 'pin-pad/dialogues'),
    mostHeldBytes: 0,
    feed: padTalk,
  },
  {
    name: 'line',
    known: ['0d', '03', '04', '7f', '1b 5b 41', '15', '13', '11', 'e4 bd a0'],
    documents: texts('login 5\r5555\rstatus\r', '你好\x7f\x7f世界\r'),
    mostHeldBytes: LONGEST_LINE + MOST_AHEAD,
    // Each key of a line walks over those that were typed ahead.
    mostWorkAByte: 256,
    feed: typedLine,
  },
  {
    name: 'file-sender',
    known: ['43', '06', '15', '18 18', '06 43', '11', '13'],
    documents: [Uint8Array.of(0x43, 0x06, 0x43, 0x06, 0x06, 0x15, 0x06, 0x06, 0x15, 0x06)],
    mostHeldBytes: 0,
    feed: fileSent,
  },
  {
    name: 'answer',
    known: ['02 10', '08 10', '05 10', '60 00 00 00 03'],
    documents: [...ANSWERS, ...said('acquirer/unionpay', 'acquirer/iso87')],
    mostHeldBytes: 0,
    feed: (chunks) => {
      for (const chunk of chunks) answer(chunk);
      return { heldBytes: 0, results: chunks.length };
    },
  },
  {
    name: 'securemag-blocks',
    known: ['02', '02 10 00', '02 ff 01', '03', '00 00'],
    documents: said('card-reader/securemag-hid'),
    mostHeldBytes: LONGEST_SECUREMAG + LONGEST_REPORT,
    feed: secureMag,
  },
  {
    name: 'msr-serial',
    known: ['25 42', '3b', '3f', '02', '03', '0d'],
    documents: said('card-reader/msr-serial'),
    mostHeldBytes: 0,
    feed: msr,
  },
];
