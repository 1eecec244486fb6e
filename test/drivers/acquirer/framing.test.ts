import { describe, expect, it } from 'vitest';
import {
  createDeframer,
  type Deframed,
  type Envelope,
  frame,
  type LengthHeader,
  openEnvelope,
  processingRequirement,
} from '../../../drivers/acquirer/framing.ts';
import { unionpay } from '../../../drivers/acquirer/profiles/unionpay.ts';
import { golden, unionpayCases } from './goldens.ts';

const bare = (length: LengthHeader, maxFrameBytes = 2048): Envelope => ({
  length,
  tpdu: false,
  header: null,
  maxFrameBytes,
});
const bodies = (parts: readonly Deframed[]): string[] =>
  parts.map((part) => (part.kind === 'frame' ? Buffer.from(part.body).toString('hex') : part.kind));

describe('length headers', () => {
  const body = Buffer.alloc(300, 0x41);
  it.each([
    ['binary2', '012c'],
    ['bcd2', '0300'],
    ['ascii4', '30333030'],
    ['vml', '012c0000'],
  ] as const)('%s counts what follows it, not itself', (kind, expected) => {
    const whole = frame(bare(kind), Buffer.alloc(0), body);
    const width = expected.length / 2;
    expect(Buffer.from(whole.subarray(0, width)).toString('hex')).toBe(expected);
    expect(bodies(createDeframer(bare(kind)).push(whole))).toEqual([body.toString('hex')]);
  });

  it.each([
    ['binary2', '0801', 'longer than the bound'],
    ['binary2', '0000', 'nothing'],
    ['bcd2', '0A00', 'a nibble that is no digit'],
    ['bcd2', '9999', 'longer than the bound'],
    ['ascii4', '30304130', 'a letter'],
    ['vml', '000A0100', 'a reserved byte in use'],
  ] as const)('%s %s: %s ends the stream', (kind, hex, _why) => {
    const deframer = createDeframer(bare(kind));
    expect(deframer.push(Buffer.from(hex, 'hex'))).toEqual([{ kind: 'bad-length' }]);
    expect(deframer.push(frame(bare(kind), Buffer.alloc(0), body))).toEqual([]);
  });

  it('vml: idle messages are passed over, with and without a body', () => {
    const idle = Buffer.from('00000020' + '000200204142', 'hex');
    const whole = Buffer.concat([idle, frame(bare('vml'), Buffer.alloc(0), Buffer.from('abc'))]);
    expect(bodies(createDeframer(bare('vml')).push(whole))).toEqual([Buffer.from('abc').toString('hex')]);
  });

  it('refuses to build what no peer would take', () => {
    expect(() => frame(bare('binary2', 100), Buffer.alloc(0), body)).toThrow(RangeError);
  });
});

describe('reassembly', () => {
  const frames = unionpayCases.flatMap((one) => one.steps.map((step) => Buffer.from(step.bytes)));
  const stream = Buffer.concat(frames);
  const expected = frames.map((one) => one.subarray(2).toString('hex'));

  it('split at every byte, two packets', () => {
    for (let cut = 0; cut <= stream.length; cut++) {
      const deframer = createDeframer(unionpay.envelope);
      const parts = [...deframer.push(stream.subarray(0, cut)), ...deframer.push(stream.subarray(cut))];
      expect(bodies(parts)).toEqual(expected);
    }
  });

  it('byte by byte, and all at once', () => {
    const single = createDeframer(unionpay.envelope);
    expect(bodies([...stream].flatMap((byte) => single.push(Uint8Array.of(byte))))).toEqual(expected);
    expect(bodies(createDeframer(unionpay.envelope).push(stream))).toEqual(expected);
  });
});

describe('envelope', () => {
  const body = (name: string) => golden(name, 'device').subarray(2);

  it('takes TPDU and header off, addresses swapped or echoed', () => {
    for (const name of ['sign-on', 'sale']) {
      const opened = openEnvelope(unionpay.envelope, body(name));
      expect(opened.kind === 'message' && Buffer.from(opened.message).subarray(0, 2).toString('hex')).toBe(
        name === 'sale' ? '0210' : '0810',
      );
    }
  });

  it('drops a packet whose TPDU does not begin with 60', () => {
    const foreign = Buffer.from(body('sale'));
    foreign[0] = 0x68;
    expect(openEnvelope(unionpay.envelope, foreign)).toEqual({ kind: 'foreign' });
  });

  it('says when the envelope itself is cut', () => {
    expect(openEnvelope(unionpay.envelope, body('sale').subarray(0, 10))).toEqual({ kind: 'short' });
  });

  it('reads the processing requirement: the low nibble of the third byte, whatever the test-mode nibble says', () => {
    expect(processingRequirement(Buffer.from('603100310000', 'hex'))).toBe('0');
    expect(processingRequirement(Buffer.from('603113310000', 'hex'))).toBe('3');
    expect(processingRequirement(null)).toBeNull();
  });
});
