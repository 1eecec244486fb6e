/** The input parser (facts/printer §1.1): known frames, torn frames, 100 000 mutations. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asbStatus } from '../../../drivers/printer/status.ts';
import {
  flushWire,
  LONGEST_BLOCK,
  readWire,
  WIRE_START,
  type WireInput,
  type WireState,
} from '../../../drivers/printer/wire.ts';
import { bytesOf } from './rig.ts';

function read(hex: string): readonly WireInput[] {
  const { state, inputs } = readWire(WIRE_START, bytesOf(hex));
  return [...inputs, ...flushWire(state).inputs];
}

/** Inputs as short text, e.g. `asb 1c000c0f`. */
function brief(inputs: readonly WireInput[]): readonly string[] {
  return inputs.map((input) => {
    switch (input.kind) {
      case 'realTime':
      case 'ordered':
        return `${input.kind} ${input.byte.toString(16).padStart(2, '0')}`;
      case 'asb':
        return `asb ${Buffer.from(input.frame).toString('hex')}`;
      case 'processId':
      case 'processIdFailed':
        return `${input.kind} ${Buffer.from(input.id).toString('hex')}`;
      case 'info':
        return `info ${Buffer.from(input.body).toString('latin1')}`;
      case 'offlineResponse':
        return `offline ${Buffer.from(input.causes).toString('hex')}`;
      case 'garbage':
        return `garbage ${Buffer.from(input.bytes).toString('hex')}`;
      default:
        return input.kind;
    }
  });
}

/** One sample of everything that the facts list, as `[bytes, meaning]`. */
const SAMPLES: readonly (readonly [string, readonly string[]])[] = [
  ['16', ['realTime 16']],
  ['12', ['realTime 12']],
  ['7e', ['realTime 7e']],
  ['14 00 00 0f', ['asb 1400000f']],
  ['1c 00 0c 0f', ['asb 1c000c0f']],
  ['34 60 0f 00', ['asb 34600f00']],
  ['00', ['ordered 00']],
  ['63', ['ordered 63']],
  ['0f', ['ordered 0f']],
  ['08', ['ordered 08']],
  ['37 22 50 30 30 31 00', ['processId 50303031']],
  ['37 33 50 30 30 31 00', ['processIdFailed 50303031']],
  ['37 33 01 00 00 00 00', ['processIdFailed 01000000']],
  ['37 22 ff fe 0d 01 00', ['processId fffe0d01']],
  ['37 23 40 7f 00', ['offline 407f']],
  ['37 23 00', ['offline ']],
  ['37 25 00', ['cleared']],
  [`5f${Buffer.from('TM-T20II').toString('hex')}00`, ['info TM-T20II']],
  ['3d 21 41 00', ['info !A']],
  ['11', ['xon']],
  ['13', ['xoff']],
  ['ff', ['garbage ff']],
];

describe('every frame of the facts', () => {
  it.each(SAMPLES)('%s', (hex, meaning) => {
    expect(brief(read(hex))).toEqual(meaning);
  });

  it('is read alike however the bytes are split', () => {
    const stream = bytesOf(SAMPLES.map(([hex]) => hex).join(''));
    const whole = brief(readWire(WIRE_START, stream).inputs);
    for (let at = 1; at < stream.length; at += 1) {
      const first = readWire(WIRE_START, stream.subarray(0, at));
      const second = readWire(first.state, stream.subarray(at));
      expect(brief([...first.inputs, ...second.inputs])).toEqual(whole);
    }
  });

  it('may have XOFF inside', () => {
    expect(brief(read('14 13 00 00 0f'))).toEqual(['xoff', 'asb 1400000f']);
    for (let at = 1; at < 7; at += 1) {
      const block = [...bytesOf('37 22 50 30 30 31 00')];
      block.splice(at, 0, 0x13);
      expect(brief(read(Buffer.from(block).toString('hex'))), `XOFF at ${at}`).toEqual(['xoff', 'processId 50303031']);
    }
    expect(brief(read('5f 54 13 4d 11 00'))).toEqual(['xoff', 'xon', 'info TM']);
  });

  it('may carry 11 and 13 in the binary ID of a clone', () => {
    expect(brief(read('37 33 13 00 00 00 00'))).toEqual(['processIdFailed 13000000']);
    expect(brief(read('37 22 11 13 02 01 00'))).toEqual(['processId 11130201']);
  });
});

describe('torn frames', () => {
  it('paper end is paper end behind every torn piece of every frame', () => {
    for (const [hex] of SAMPLES) {
      const frame = bytesOf(hex);
      for (let length = 0; length <= frame.length; length += 1) {
        const torn = Buffer.from(frame.subarray(0, length)).toString('hex');
        const asb = read(`${torn} 1c 00 0c 0f`).filter((input) => input.kind === 'asb');
        expect(asb.at(-1)?.frame, `behind ${torn}`).toEqual([0x1c, 0x00, 0x0c, 0x0f]);
        expect(asbStatus([0x1c, 0x00, 0x0c, 0x0f])).toMatchObject({ online: false, paper: 'end' });
      }
    }
  });

  it('the inside of a torn frame is never taken for an ordered answer', () => {
    expect(brief(read('37 22 41 42 1c 00 0c 0f'))).toEqual(['garbage 37224142', 'asb 1c000c0f']);
    expect(brief(read('14 00 00 16'))).toEqual(['garbage 140000', 'realTime 16']);
    expect(brief(read('5f 54 4d 14 00 00 0f'))).toEqual(['garbage 5f544d', 'asb 1400000f']);
  });

  it('a frame that is never finished is given up when asked, and what follows is read', () => {
    const torn = readWire(WIRE_START, bytesOf('37 22 50'));
    const flushed = flushWire(torn.state);
    expect(brief(flushed.inputs)).toEqual(['garbage 372250']);
    expect(brief(readWire(flushed.state, bytesOf('37 25 00')).inputs)).toEqual(['cleared']);
  });
});

/** How many bytes of the stream an input stands for. */
function bytesIn(input: WireInput): number {
  switch (input.kind) {
    case 'asb':
      return 4;
    case 'processId':
    case 'processIdFailed':
      return 7;
    case 'cleared':
      return 3;
    case 'offlineResponse':
      return input.causes.length + 3;
    case 'info':
      return input.body.length + 2;
    case 'symbolSize':
      return input.body.length + 3;
    case 'garbage':
      return input.bytes.length;
    default:
      return 1;
  }
}

/** A small generator of its own: the same mutations every time. */
function lcg(seed: number): (below: number) => number {
  let x = seed;
  return (below) => {
    x = (Math.imul(x, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((x / 2 ** 32) * below);
  };
}

describe('fuzz', () => {
  it('100 000 mutated streams: bounded, loses no byte, throws nothing', { timeout: 120_000 }, () => {
    const next = lcg(20_251_121);
    let state: WireState = WIRE_START;
    let taken = 0;
    let told = 0;
    for (let n = 0; n < 100_000; n += 1) {
      const frame = [...bytesOf(SAMPLES[next(SAMPLES.length)]?.[0] ?? '')];
      const at = next(frame.length);
      const how = next(4);
      if (how === 0) frame[at] = next(256);
      else if (how === 1) frame.splice(at, 1);
      else if (how === 2) frame.splice(at, 0, next(256));
      else frame.length = at;
      const { state: after, inputs } = readWire(state, Uint8Array.from(frame));
      taken += frame.length;
      told += inputs.reduce((sum, input) => sum + bytesIn(input), 0);
      expect(after.pending.length).toBeLessThanOrEqual(LONGEST_BLOCK + 1);
      state = after;
    }
    expect(told + state.pending.length).toBe(taken);
  });

  it('any bytes, split anywhere, mean the same', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(60), (stream, cut) => {
        const at = Math.min(cut, stream.length);
        const first = readWire(WIRE_START, stream.subarray(0, at));
        const second = readWire(first.state, stream.subarray(at));
        const kinds = (inputs: readonly WireInput[]) => brief(inputs).filter((text) => !text.startsWith('garbage'));
        expect(kinds([...first.inputs, ...second.inputs])).toEqual(kinds(readWire(WIRE_START, stream).inputs));
      }),
      { numRuns: 2_000 },
    );
  });

  it('after any bytes and a pause, a paper end is read as one', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (noise) => {
        const { state } = readWire(WIRE_START, noise);
        const flushed = flushWire(state);
        expect(brief(readWire(flushed.state, bytesOf('1c 00 0c 0f')).inputs)).toEqual(['asb 1c000c0f']);
      }),
      { numRuns: 2_000 },
    );
  });

  it('after any bytes without a pause, too', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (noise) => {
        const { inputs } = readWire(WIRE_START, Uint8Array.from([...noise, 0x1c, 0x00, 0x0c, 0x0f]));
        expect(brief(inputs).at(-1)).toBe('asb 1c000c0f');
      }),
      { numRuns: 5_000 },
    );
  });
});
