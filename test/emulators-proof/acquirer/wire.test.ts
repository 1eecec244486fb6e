/**
 * The emulator against the golden samples that the driver is held to (test/wire/acquirer): it understands what a terminal sends, says back what a host says,
 * and both codecs give the same bytes.
 */
import { describe, expect, it } from 'vitest';
import { decodePacket, encodePacket } from '../../emulators/acquirer/codec.ts';
import { decodeIso87, encodeIso87, type Iso87Encoding, iso87Framing } from '../../emulators/acquirer/iso87/codec.ts';
import { iso87Dialect } from '../../emulators/acquirer/iso87/dialect.ts';
import { readTranscript, type TranscriptCase } from '../../wire/transcript.ts';
import { signedOn, type World, world } from './hand-terminal.ts';

const unionpay = readTranscript(new URL('../../wire/acquirer/unionpay.wire', import.meta.url));
const iso87 = readTranscript(new URL('../../wire/acquirer/iso87.wire', import.meta.url));
const PAN = '6225880123456789';
const bytesOf = (one: TranscriptCase, from: 'host' | 'device') =>
  one.steps.filter((step) => step.from === from).map(({ bytes }) => bytes);

/** A sample shows the shape of a DE 55, not all the tags that this host wants in one. */
const SHORT_OF_TAGS = ['sale with a chip'];

function formatErrors({ events }: World): readonly unknown[] {
  return events.filter(({ event }) => event === 'error');
}

describe('unionpay', () => {
  it.each(unionpay.map((one) => [one.name, one] as const))('%s: each message is the same bytes again', (_, one) => {
    for (const bytes of bytesOf(one, 'host')) {
      const decoded = decodePacket(bytes);
      if (!decoded.ok) throw new Error(JSON.stringify(decoded.error));
      expect(Buffer.from(encodePacket(decoded.packet)).toString('hex')).toBe(Buffer.from(bytes).toString('hex'));
    }
  });

  it.each(unionpay.map((one) => [one.name, one] as const))('%s: what the terminal sends is answered', (name, one) => {
    const it = signedOn();
    it.verb('account', { pan: PAN, balance: 1_000_000 });
    it.verb('account', { pan: '6212345678901234567', balance: 1_000_000, pin: null });
    for (const bytes of bytesOf(one, 'host')) {
      it.line.writes.length = 0;
      it.line.connection.received(bytes);
      const answer = decodePacket(Buffer.concat(it.line.writes));
      if (!answer.ok) throw new Error(`${name}: ${JSON.stringify(answer.error)}`);
      const [sent, asked] = [answer.packet.mti, decodePacket(bytes)];
      expect(sent).toBe(asked.ok ? String(Number(asked.packet.mti) + 10).padStart(4, '0') : 'unreadable');
    }
    if (SHORT_OF_TAGS.includes(name)) expect(formatErrors(it)).toMatchObject([{ field: 'DE55', why: 'lacks 9F10' }]);
    else expect(formatErrors(it)).toEqual([]);
  });

  it('approves the sale as the sample says, and reverses it', () => {
    const it = signedOn();
    it.verb('account', { pan: PAN, balance: 1_000_000 });
    const codes = ['sale', 'reversal of a sale', 'pre-authorisation', 'balance', 'echo'].map((name) => {
      const [bytes] = unionpay.filter((one) => one.name === name).flatMap((one) => bytesOf(one, 'host'));
      it.line.writes.length = 0;
      it.line.connection.received(bytes ?? new Uint8Array());
      const answer = decodePacket(Buffer.concat(it.line.writes));
      return answer.ok ? answer.packet.fields.get(39) : 'unreadable';
    });
    expect(codes).toEqual(['00', '00', '00', '00', '00']);
    expect(it.ledger().transactions.map(({ state }) => state)).toContain('reversed');
  });
});

/** The length header in which a sample is written: the one that fits it. */
function encodingOf({ name, steps }: TranscriptCase): Iso87Encoding {
  const packed = name.endsWith('nibbles');
  const first = steps[0]?.bytes ?? new Uint8Array();
  const length = (['binary2', 'bcd2', 'ascii4', 'vml'] as const).find((candidate) => {
    const { headBytes, bodyBytes } = iso87Framing(candidate);
    return bodyBytes(first.subarray(0, headBytes)) === first.length - headBytes;
  });
  if (length === undefined) throw new Error(`${name}: no length header fits`);
  return { digits: packed ? 'bcd' : 'ascii', bitmap: packed ? 'binary' : 'hex', length };
}

describe('iso87', () => {
  it.each(iso87.map((one) => [one.name, one] as const))('%s: each message is the same bytes again', (_, one) => {
    const encoding = encodingOf(one);
    const { headBytes, head } = iso87Framing(encoding.length);
    for (const { bytes } of one.steps) {
      const decoded = decodeIso87(encoding, bytes.subarray(headBytes), headBytes);
      if (!decoded.ok) throw new Error(JSON.stringify(decoded.error));
      const body = encodeIso87(encoding, decoded.message);
      expect(Buffer.concat([head(body.length), body]).toString('hex')).toBe(Buffer.from(bytes).toString('hex'));
    }
  });

  /** What must have happened at the host before the sample can mean something there. */
  const BEFORE: Readonly<Record<string, string>> = {
    'reversal in characters': 'sale in characters',
    'reversal in nibbles': 'sale in nibbles',
  };
  it.each(iso87.map((one) => [one.name, one] as const))(
    '%s: what the terminal sends is answered as it is written',
    (name, one) => {
      const encoding = encodingOf(one);
      const { headBytes, head } = iso87Framing(encoding.length);
      const it = world({ dialect: iso87Dialect(encoding) });
      it.verb('account', { pan: PAN, balance: 1_000_000 });
      const fieldsOf = (bytes: Uint8Array) => {
        const decoded = decodeIso87(encoding, bytes.subarray(headBytes), headBytes);
        if (!decoded.ok) throw new Error(`${name}: ${JSON.stringify(decoded.error)}`);
        return decoded.message;
      };
      const ask = (bytes: Uint8Array) => {
        it.line.writes.length = 0;
        it.line.connection.received(bytes);
        return fieldsOf(Buffer.concat(it.line.writes));
      };
      const before = iso87.find((candidate) => candidate.name === BEFORE[name]);
      for (const bytes of before === undefined ? [] : bytesOf(before, 'host')) {
        // In the length header of this sample.
        const body = bytes.subarray(iso87Framing(encodingOf(before ?? one).length).headBytes);
        ask(Buffer.concat([head(body.length), body]));
      }
      const [request] = bytesOf(one, 'host');
      const answer = ask(request ?? new Uint8Array());
      expect(formatErrors(it)).toEqual([]);
      const [written] = bytesOf(one, 'device').map(fieldsOf);
      if (written === undefined) return;
      expect(answer.mti).toBe(written.mti);
      // What a host makes of its own: its reference, its code; what it says where its books are others.
      const own = name.startsWith('refund')
        ? [37, 38, 39]
        : [37, 38, ...(name.startsWith('settlement') ? [39, 66, 95] : [])];
      // It may say more than the sample: its clock, its currency.
      for (const [de, value] of written.fields) {
        if (!own.includes(de)) expect([de, answer.fields.get(de)]).toEqual([de, value]);
      }
    },
  );
});
