/**
 * Every parser that stands where a stranger can write: fed with anything, cut anywhere, and with what it knows, bent. Memory and time are counted, not
 * clocked: bytes held between two chunks, results for so many bytes. An exception other than the one that it promises is a failure.
 */
import fc from 'fast-check';
import { decodeMessage } from '../../drivers/acquirer/codec.ts';
import { createDeframer } from '../../drivers/acquirer/framing.ts';
import { iso87 } from '../../drivers/acquirer/profiles/iso87.ts';
import { unionpay } from '../../drivers/acquirer/profiles/unionpay.ts';
import { readMagnesafeReport } from '../../drivers/card-reader/magnesafe-wire.ts';
import { readMagtekReport, readPropertyAnswer } from '../../drivers/card-reader/magtek-wire.ts';
import { readMsrCard } from '../../drivers/card-reader/msr-wire.ts';
import { NeoReader } from '../../drivers/card-reader/neo-wire.ts';
import { blockLength, readSecureMagBlock } from '../../drivers/card-reader/securemag-wire.ts';
import { FRESH_KEYS, readKeys as readKeystrokes } from '../../drivers/console/keystrokes.ts';
import { NOTHING_KNOWN, readKeys } from '../../drivers/keypad/wire.ts';
import { LONGEST_BODY, PadReader } from '../../drivers/pin-pad/wire.ts';
import { LONGEST_BLOCK, readWire, WIRE_START } from '../../drivers/printer/wire.ts';
import { readPosReport } from '../../drivers/scanner/hid-pos-wire.ts';
import { LineReader, LONGEST_CODE } from '../../drivers/scanner/line-reader.ts';
import { readWedgeReport } from '../../drivers/scanner/wedge-wire.ts';
import { ConfigurationWrong, readTerminalFile } from '../../firmware/configuration/terminal-file.ts';
import { readCatalogue } from '../../firmware/rules/catalogue.ts';
import { CODE_PARSERS } from './codes.ts';
import { CATALOGUE, said, TERMINAL_FILE, texts } from './documents.ts';
import { FILE_PARSERS } from './files.ts';
import { PAGE_PARSERS } from './pages.ts';
import type { Parser } from './parser.ts';
import { TALK_PARSERS } from './talks.ts';
import { TEXT_PARSERS } from './texts.ts';

const NEO_LONGEST = 65_552;
const HELD_NOTHING = 0;
const CARDS = said(
  ...['magnesafe-hid', 'magtek-hid', 'msr-serial', 'securemag-hid'].map((name) => `card-reader/${name}`),
);
const LENGTH_BYTES = 4;

/** A parser of one whole report or text: it keeps nothing. */
const whole = (
  name: string,
  known: readonly string[],
  read: (bytes: Uint8Array) => unknown,
  documents: readonly Uint8Array[] = [],
): Parser => ({
  name,
  known,
  documents,
  mostHeldBytes: HELD_NOTHING,
  feed: (chunks) => {
    for (const chunk of chunks) read(chunk);
    return { heldBytes: 0, results: chunks.length };
  },
});

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

function configured(bytes: Uint8Array): void {
  try {
    readTerminalFile(text(bytes), 'terminal.json');
  } catch (error) {
    if (!(error instanceof ConfigurationWrong)) throw error;
  }
}

const printer: Parser = {
  name: 'printer',
  known: ['10', '14 00 00 0f', '37 22', '37 23', '5f', '53', '11', '13', '00'],
  documents: said('printer/identification', 'printer/jobs'),
  mostHeldBytes: LONGEST_BLOCK,
  // A block of up to 96 bytes is looked at anew at each of them, since any may be flow control.
  mostWorkAByte: 600,
  feed: (chunks) => {
    let [state, heldBytes, results] = [WIRE_START, 0, 0];
    for (const chunk of chunks) {
      const read = readWire(state, chunk);
      state = read.state;
      results += read.inputs.length;
      heldBytes = Math.max(heldBytes, state.pending.length);
    }
    return { heldBytes, results };
  },
};

/** Readers that tell how much they hold. */
const holding = (
  name: string,
  known: readonly string[],
  mostHeldBytes: number,
  open: () => { read(chunk: Uint8Array): { readonly length: number }; readonly pendingBytes: number },
  documents: readonly Uint8Array[],
): Parser => ({
  name,
  known,
  documents,
  mostHeldBytes,
  feed: (chunks) => {
    const reader = open();
    let [heldBytes, results] = [0, 0];
    for (const chunk of chunks) {
      results += reader.read(chunk).length;
      heldBytes = Math.max(heldBytes, reader.pendingBytes);
    }
    return { heldBytes, results };
  },
});

const acquirer: Parser = {
  name: 'acquirer',
  known: ['00 2e', '60 00 03 00 00', '02 10', '08 10', '05 10', 'ff ff', '00 00'],
  documents: said('acquirer/unionpay', 'acquirer/iso87'),
  // One frame and its length.
  mostHeldBytes: LENGTH_BYTES + Math.max(unionpay.envelope.maxFrameBytes, iso87.envelope.maxFrameBytes),
  feed: (chunks) => {
    let [heldBytes, results] = [0, 0];
    for (const { envelope, dialect } of [unionpay, iso87]) {
      const deframer = createDeframer(envelope);
      for (const chunk of chunks) {
        results += deframer.push(chunk).length;
        heldBytes = Math.max(heldBytes, deframer.pendingBytes);
        decodeMessage(dialect, chunk);
        // Behind the length and the envelope.
        for (const headBytes of [7, 13]) decodeMessage(dialect, chunk.subarray(headBytes));
      }
    }
    return { heldBytes, results: results / 2 };
  },
};

const scanner: Parser = {
  name: 'scanner',
  known: ['0d 0a', '1c', '02', '03'],
  documents: said('scanner/scanners'),
  mostHeldBytes: LONGEST_CODE,
  feed: (chunks) => {
    const reader = new LineReader();
    let [heldBytes, results] = [0, 0];
    for (const chunk of chunks) {
      const codes = reader.read(chunk);
      if (codes.some(({ length }) => length > LONGEST_CODE)) throw new Error('a code longer than the longest');
      heldBytes = Math.max(heldBytes, reader.pendingBytes);
      results += codes.length;
      readPosReport(chunk);
      readWedgeReport([], chunk);
    }
    return { heldBytes, results };
  },
};

export const PARSERS: readonly Parser[] = [
  printer,
  acquirer,
  scanner,
  holding(
    'pin-pad',
    ['02', '0f', '0e', '03', '06', '15', '04', '1a', '1c'],
    LONGEST_BODY + 1,
    () => new PadReader(),
    said('pin-pad/frames', 'pin-pad/dialogues'),
  ),
  holding(
    'neo-reader',
    ['56 69 56 4f 74 65 63 68 32 00'],
    NEO_LONGEST,
    () => new NeoReader(),
    said('card-reader/neo-serial'),
  ),
  whole(
    'magnetic-stripe',
    ['25 42', '3b', '3f', '02', '03', '5e'],
    (bytes) => {
      readMagtekReport(bytes);
      readPropertyAnswer(bytes);
      readMagnesafeReport(bytes);
      readMsrCard(bytes);
      blockLength(bytes);
      readSecureMagBlock(bytes);
    },
    CARDS,
  ),
  whole(
    'keypad',
    ['00 00', '01 01 01 01 01 01', '53'],
    (bytes) => readKeys(NOTHING_KNOWN, bytes),
    said('keypad/boot-keyboard'),
  ),
  whole('maintenance', ['1b 5b', '0d', '08', '7f', '03', 'e4'], (bytes) => readKeystrokes(FRESH_KEYS, bytes, 0)),
  whole(
    'configuration',
    ['7b 22', '22 3a', '7d', '22 74 65 72 6d 69 6e 61 6c 22 3a'],
    configured,
    texts(TERMINAL_FILE),
  ),
  ...TEXT_PARSERS,
  ...CODE_PARSERS,
  ...FILE_PARSERS,
  ...PAGE_PARSERS,
  ...TALK_PARSERS,
  whole(
    'import',
    ['2c', '0a', '0d 0a', '22', 'ef bb bf', '09'],
    (bytes) => readCatalogue(text(bytes), 2),
    texts(CATALOGUE),
  ),
];

/** What stands in texts and frames of all kinds, and is wrong nearly everywhere. */
const ODD = texts(
  ...['null', '-1', '1e999', '""', '[]', '{}', 'true', '0', '99999999999999999999', '__proto__', '"constructor"'],
  ...['\u0000', '\uffff', '\r\n', '../', '%s', '{"a":{"a":{"a":{}}}}', '￥', '-0.5'],
);

/** Up to four places of a document: something is taken out, something else put in, a piece of the document itself among it. Cut into up to three chunks. */
function bentDocuments(documents: readonly Uint8Array[]): fc.Arbitrary<readonly Uint8Array[]> {
  const put = fc.oneof(
    { weight: 3, arbitrary: fc.uint8Array({ maxLength: 4 }) },
    { weight: 2, arbitrary: fc.constantFrom(...ODD) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 600, size: 'max' }) },
    { weight: 2, arbitrary: fc.tuple(fc.nat(), fc.nat({ max: 60 })) },
  );
  const edit = fc.record({ at: fc.nat(), out: fc.oneof(fc.constant(0), fc.nat({ max: 4 }), fc.nat({ max: 80 })), put });
  return fc
    .tuple(fc.constantFrom(...documents), fc.array(edit, { maxLength: 4 }), fc.array(fc.nat(), { maxLength: 2 }))
    .map(([document, edits, cuts]) => {
      let bent = Buffer.from(document);
      for (const { at, out, put: into } of edits) {
        const place = at % (bent.length + 1);
        const piece =
          into instanceof Uint8Array ? into : document.slice(into[0] % (document.length + 1)).slice(0, into[1]);
        bent = Buffer.concat([bent.subarray(0, place), piece, bent.subarray(place + out)]);
      }
      const places = [0, ...cuts.map((cut) => cut % (bent.length + 1)).sort((a, b) => a - b), bent.length];
      return places.slice(1).map((end, i) => Uint8Array.from(bent.subarray(places[i], end)));
    });
}

/** Chunks of anything, of what the parser knows, bent in a place or two, and of both beside each other; half of them whole documents, bent. */
export function chunksFor({ known, documents = [] }: Parser): fc.Arbitrary<readonly Uint8Array[]> {
  const starts = fc.constantFrom(...known).map((hex) => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex')));
  // Unasked, fast-check stays at some ten of what `maxLength` allows: nothing would ever be too long for anybody.
  const anything = fc.oneof(fc.uint8Array({ maxLength: 600 }), fc.uint8Array({ maxLength: 600, size: 'max' }));
  const behind = fc.tuple(starts, anything).map(([head, tail]) => Uint8Array.from([...head, ...tail]));
  const bends = fc.array(fc.tuple(fc.nat({ max: 60 }), fc.nat({ max: 255 })), { minLength: 1, maxLength: 3 });
  const bent = fc.tuple(starts, bends).map(([bytes, changes]) => {
    const changed = Uint8Array.from(bytes);
    for (const [at, to] of changes) changed[at % changed.length] = to;
    return changed;
  });
  const chunks = fc.array(fc.oneof(anything, starts, bent, behind), { maxLength: 12, size: 'max' });
  return documents.length === 0 ? chunks : fc.oneof(chunks, bentDocuments(documents));
}

/** @throws Error with the seed and the smallest input, where a parser throws, keeps more than it may or makes more than there is. */
export function fuzz(parser: Parser, numRuns: number, seed: number): void {
  const {
    failed,
    errorInstance,
    counterexample,
    numRuns: done,
  } = fc.check(
    fc.property(chunksFor(parser), (chunks) => {
      const { heldBytes, results } = parser.feed(chunks);
      const bytes = chunks.reduce((sum, { length }) => sum + length, 0);
      if (heldBytes > parser.mostHeldBytes) throw new Error(`${heldBytes} bytes held, of ${parser.mostHeldBytes}`);
      // Each result has used up a byte at least, but for the empty reports that a whole-report parser was given.
      if (results > bytes + chunks.length) throw new Error(`${results} results of ${bytes} bytes`);
    }),
    { numRuns, seed },
  );
  if (!failed && done !== numRuns) throw new Error(`${done} inputs were tried, of ${numRuns}`);
  if (!failed) return;
  const smallest = (counterexample?.[0] ?? []).map((chunk) => Buffer.from(chunk).toString('hex')).join(' ');
  throw new Error(`${String(errorInstance)}; seed ${seed}, smallest input: ${smallest.slice(0, 2_000)}`);
}
