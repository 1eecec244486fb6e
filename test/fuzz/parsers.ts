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
import { FILE_PARSERS } from './files.ts';
import { PAGE_PARSERS } from './pages.ts';
import type { Parser } from './parser.ts';
import { TEXT_PARSERS } from './texts.ts';

const NEO_LONGEST = 65_552;
const HELD_NOTHING = 0;
const LENGTH_BYTES = 4;

/** A parser of one whole report or text: it keeps nothing. */
const whole = (name: string, known: readonly string[], read: (bytes: Uint8Array) => unknown): Parser => ({
  name,
  known,
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
  mostHeldBytes: LONGEST_BLOCK,
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
): Parser => ({
  name,
  known,
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
      }
    }
    return { heldBytes, results: results / 2 };
  },
};

const scanner: Parser = {
  name: 'scanner',
  known: ['0d 0a', '1c', '02', '03'],
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
  holding('pin-pad', ['02', '0f', '0e', '03', '06', '15', '04', '1a', '1c'], LONGEST_BODY + 1, () => new PadReader()),
  holding('neo-reader', ['56 69 56 4f 74 65 63 68 32 00'], NEO_LONGEST, () => new NeoReader()),
  whole('magnetic-stripe', ['25 42', '3b', '3f', '02', '03', '5e'], (bytes) => {
    readMagtekReport(bytes);
    readPropertyAnswer(bytes);
    readMagnesafeReport(bytes);
    readMsrCard(bytes);
    blockLength(bytes);
    readSecureMagBlock(bytes);
  }),
  whole('keypad', ['00 00', '01 01 01 01 01 01', '53'], (bytes) => readKeys(NOTHING_KNOWN, bytes)),
  whole('maintenance', ['1b 5b', '0d', '08', '7f', '03', 'e4'], (bytes) => readKeystrokes(FRESH_KEYS, bytes, 0)),
  whole('configuration', ['7b 22', '22 3a', '7d', '22 74 65 72 6d 69 6e 61 6c 22 3a'], configured),
  ...TEXT_PARSERS,
  ...CODE_PARSERS,
  ...FILE_PARSERS,
  ...PAGE_PARSERS,
  whole('import', ['2c', '0a', '0d 0a', '22', 'ef bb bf', '09'], (bytes) => readCatalogue(text(bytes), 2)),
];

/** Chunks of anything, of what the parser knows, bent in a place or two, and of both beside each other. */
export function chunksFor({ known }: Parser): fc.Arbitrary<readonly Uint8Array[]> {
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
  return fc.array(fc.oneof(anything, starts, bent, behind), { maxLength: 12, size: 'max' });
}

/** @throws Error with the seed and the smallest input, where a parser throws, keeps more than it may or makes more than there is. */
export function fuzz(parser: Parser, numRuns: number, seed: number): void {
  const { failed, errorInstance, counterexample } = fc.check(
    fc.property(chunksFor(parser), (chunks) => {
      const { heldBytes, results } = parser.feed(chunks);
      const bytes = chunks.reduce((sum, { length }) => sum + length, 0);
      if (heldBytes > parser.mostHeldBytes) throw new Error(`${heldBytes} bytes held, of ${parser.mostHeldBytes}`);
      // Each result has used up a byte at least, but for the empty reports that a whole-report parser was given.
      if (results > bytes + chunks.length) throw new Error(`${results} results of ${bytes} bytes`);
    }),
    { numRuns, seed },
  );
  if (!failed) return;
  const smallest = (counterexample?.[0] ?? []).map((chunk) => Buffer.from(chunk).toString('hex')).join(' ');
  throw new Error(`${String(errorInstance)}; seed ${seed}, smallest input: ${smallest.slice(0, 2_000)}`);
}
