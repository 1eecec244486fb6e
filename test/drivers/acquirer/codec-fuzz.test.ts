/** 100 000 frames with something wrong: none throws, none hangs, and what is accepted is the same bytes again. */
import { describe, expect, it } from 'vitest';
import { decodeMessage, encodeMessage } from '../../../drivers/acquirer/codec.ts';
import type { Dialect } from '../../../drivers/acquirer/dialect.ts';
import { isFault } from '../../../drivers/acquirer/faults.ts';
import { createDeframer } from '../../../drivers/acquirer/framing.ts';
import { iso87Ascii, iso87Bcd } from '../../../drivers/acquirer/profiles/iso87.ts';
import { unionpay, unionpayDialect } from '../../../drivers/acquirer/profiles/unionpay.ts';
import { ENVELOPE_BYTES, iso87Cases, unionpayCases } from './goldens.ts';

/** A small seeded generator: the same frames on every run. */
function chance(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** One to four of: flip a bit, change a byte, cut the end, insert, delete, double a stretch. */
function mutated(original: Uint8Array, pick: (below: number) => number): Uint8Array {
  let bytes = Buffer.from(original);
  for (let n = 1 + pick(4); n > 0; n--) {
    const at = pick(bytes.length + 1);
    const kind = pick(6);
    const inserted = Buffer.from([pick(256)]);
    if (kind === 0 && bytes.length > 0) bytes[at % bytes.length] = (bytes[at % bytes.length] ?? 0) ^ (1 << pick(8));
    else if (kind === 1 && bytes.length > 0) bytes[at % bytes.length] = pick(256);
    else if (kind === 2) bytes = bytes.subarray(0, at);
    else if (kind === 3) bytes = Buffer.concat([bytes.subarray(0, at), inserted, bytes.subarray(at)]);
    else if (kind === 4) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + pick(4))]);
    else bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(Math.max(0, at - pick(16)))]);
  }
  return bytes;
}

const messages = (cases: typeof unionpayCases, strip: number, only?: RegExp): Uint8Array[] =>
  cases
    .filter((one) => only === undefined || only.test(one.name))
    .flatMap((one) => one.steps.map((step) => step.bytes.subarray(strip)));

/** The same messages with the other kind of bitmap. */
const respelled = (from: Dialect, to: Dialect, samples: readonly Uint8Array[]): Uint8Array[] =>
  samples.map((bytes) => {
    const decoded = decodeMessage(from, bytes);
    if (isFault(decoded)) throw new Error('a golden sample that cannot be read');
    return encodeMessage(to, decoded.message);
  });
const characters = messages(iso87Cases, 2, /characters/).filter((bytes) => bytes[0] === 0x30 && bytes[1] !== 0x30);
const nibbles = messages(iso87Cases, 2, /nibbles/).filter((bytes) => bytes[0] !== 0);
const iso87Mixed: Dialect = { ...iso87Ascii, bitmap: 'binary' };
const iso87Packed: Dialect = { ...iso87Bcd, bitmap: 'hex' };

const CORPUS: readonly (readonly [Dialect, readonly Uint8Array[]])[] = [
  [unionpayDialect, messages(unionpayCases, ENVELOPE_BYTES)],
  [iso87Ascii, characters],
  [iso87Bcd, nibbles],
  [iso87Mixed, respelled(iso87Ascii, iso87Mixed, characters)],
  [iso87Packed, respelled(iso87Bcd, iso87Packed, nibbles)],
];

describe('mutated frames', () => {
  it('100 000 of them: no throw, and nothing accepted that is not the same bytes again', { timeout: 60_000 }, () => {
    const pick = chance(20080516);
    let accepted = 0;
    for (let n = 0; n < 100_000; n++) {
      const [dialect, samples] = CORPUS[n % CORPUS.length] as (typeof CORPUS)[number];
      const bytes = mutated(samples[pick(samples.length)] as Uint8Array, pick);
      const decoded = decodeMessage(dialect, bytes);
      if (isFault(decoded)) {
        if (decoded.offset > bytes.length) expect.fail(`a fault behind the end, at ${n}`);
        continue;
      }
      accepted++;
      if (Buffer.compare(encodeMessage(dialect, decoded.message), bytes) !== 0) expect.fail(`an accepted lie, at ${n}`);
    }
    // The generator reaches both sides of the border.
    expect(accepted).toBeGreaterThan(1_000);
    expect(accepted).toBeLessThan(99_000);
  });

  it('10 000 mutated streams: the reassembly ends, keeps its bound and hands out what it was given', () => {
    const pick = chance(19871987);
    const frames = unionpayCases.flatMap((one) => one.steps.map((step) => step.bytes));
    for (let n = 0; n < 10_000; n++) {
      const deframer = createDeframer(unionpay.envelope);
      const stream = Buffer.concat([
        mutated(frames[pick(frames.length)] as Uint8Array, pick),
        frames[pick(frames.length)] as Uint8Array,
      ]);
      let out = 0;
      for (let at = 0; at < stream.length; at += 7) {
        for (const part of deframer.push(stream.subarray(at, at + 7))) {
          if (part.kind === 'frame') out += 2 + part.body.length;
          if (part.kind === 'frame' && part.body.length > unionpay.envelope.maxFrameBytes)
            expect.fail(`too long, at ${n}`);
        }
      }
      if (out > stream.length) expect.fail(`more out than in, at ${n}`);
    }
  });
});
