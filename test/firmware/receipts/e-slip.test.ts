/** 电子小票: what is signed, how it reads as text, and that nothing else reads as one (requirement D10). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { E_SLIP_BYTES, type ESlip, encodeESlip, eSlipText, readESlip } from '../../../firmware/receipts/e-slip.ts';
import { qrLines } from '../../../firmware/screens/qr-lines.ts';
import { MONEY_KINDS, type MoneyKind } from '../../../storage/facts.ts';
import { isSignedBy, Signer } from '../../../storage/keys/signer.ts';

const slip: ESlip = {
  tid: '10000001',
  atMs: 1_763_715_600_000,
  kind: 'sale',
  amountMinor: 4_550,
  currencyNumber: '156',
  authCode: '836127',
  rrn: '132513450701',
  lastFour: '0010',
  entryHash: '0123456789abcdef',
};
const signer = new Signer(new Uint8Array(32).fill(7));
const textOf = (facts: ESlip) => eSlipText(encodeESlip(facts), signer.sign(encodeESlip(facts)));

describe('an e-slip', () => {
  it('is 49 bytes and a signature, and reads back as it was', () => {
    expect(encodeESlip(slip)).toHaveLength(E_SLIP_BYTES);
    const read = readESlip(textOf(slip));
    expect(read?.slip).toEqual(slip);
    expect(isSignedBy(signer.publicKeyHex, read?.signed ?? new Uint8Array(), read?.signature ?? new Uint8Array())).toBe(
      true,
    );
  });

  it('reads back whatever the amount, the codes and the time', () => {
    const facts = fc.record({
      tid: fc.stringMatching(/^[A-Z0-9]{8}$/),
      atMs: fc.integer({ min: 0, max: 4_000_000_000 }).map((s) => s * 1000),
      kind: fc.constantFrom(...(Object.keys(MONEY_KINDS) as MoneyKind[])),
      amountMinor: fc.integer({ min: 0, max: 999_999_999_999 }),
      currencyNumber: fc.stringMatching(/^\d{3}$/),
      authCode: fc.option(fc.stringMatching(/^[A-Z0-9]{6}$/)),
      rrn: fc.option(fc.stringMatching(/^\d{12}$/)),
      lastFour: fc.stringMatching(/^[\d*]{4}$/),
      entryHash: fc.stringMatching(/^[0-9a-f]{16}$/),
    });
    fc.assert(
      fc.property(facts, (one) => {
        expect(readESlip(textOf(one))?.slip).toEqual(one);
      }),
    );
  });

  it('is believed no more once a single character of it has changed', () => {
    const text = textOf(slip);
    fc.assert(
      fc.property(
        fc.integer({ min: 4, max: text.length - 1 }),
        fc.constantFrom(...'0123456789ABCDEFXYZ $%*+-./:'),
        (at, other) => {
          fc.pre(text[at] !== other);
          const read = readESlip(text.slice(0, at) + other + text.slice(at + 1));
          if (read !== null) expect(isSignedBy(signer.publicKeyHex, read.signed, read.signature)).toBe(false);
        },
      ),
    );
  });

  it.each(['', 'TP1:', 'TP2:ABC', 'http://example.com', `TP1:${'0'.repeat(170)}x`, 'TP1:ÄÖÜ'])('is not %j', (text) => {
    expect(readESlip(text)).toBeNull();
  });

  it('fits a screen of 80×24 as a code, and is read out where there is no room', () => {
    const code = qrLines(textOf(slip), 80, 23);
    expect(code?.length).toBeLessThanOrEqual(23);
    expect(new Set(code?.map((line) => line.length)).size).toBe(1);
    expect(qrLines(textOf(slip), 40, 23)).toBeNull();
    expect(qrLines(textOf(slip), 80, 13)).toBeNull();
  });
});
