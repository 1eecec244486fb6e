/** The judge judged: over random days, what the customers have paid is what a list kept beside the emulator says. */
import { describe, expect, it } from 'vitest';
import { Ledger } from '../../emulators/acquirer/ledger.ts';
import type { LedgerLine } from '../../emulators/acquirer/ledger-lines.ts';
import { ledgerView } from '../../emulators/acquirer/ledger-view.ts';
import {
  type Answered,
  frame,
  MAK,
  PAN,
  refundFields,
  reversalFields,
  saleFields,
  signedOn,
  voidFields,
  type World,
} from './hand-terminal.ts';

interface Charge {
  readonly answer: Answered;
  readonly fields: Record<number, string>;
  readonly amountMinor: number;
  paidMinor: number;
  isOpen: boolean;
}

function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** One step: a sale, a void, a refund, a reversal, or a repeat of the last request. Keeps the list in step with the answers. */
function step(it: World, roll: (below: number) => number, stan: string, charges: Charge[]): void {
  const one = charges[roll(charges.length)];
  const what = charges.length === 0 ? 0 : roll(5);
  if (what === 0 || !one) {
    const amountMinor = 1 + roll(5000);
    const fields = saleFields(stan, amountMinor);
    const answer = it.money('0200', fields);
    expect(answer.fields[39]).toBe('00');
    charges.push({ answer, fields, amountMinor, paidMinor: amountMinor, isOpen: true });
    expect(it.money('0200', fields).fields[39]).toBe('94');
  } else if (what === 1) {
    const fields = voidFields(stan, one.answer);
    const isUntouched = one.isOpen && one.paidMinor === one.amountMinor;
    const code = it.money('0200', fields).fields[39];
    expect(code === '00').toBe(isUntouched);
    if (code === '00' && roll(2) === 0) expect(it.money('0400', reversalFields(fields)).fields[39]).toBe('00');
    else if (code === '00') Object.assign(one, { paidMinor: 0, isOpen: false });
  } else if (what === 2) {
    const amountMinor = 1 + roll(one.amountMinor);
    const code = it.money('0220', refundFields(stan, one.answer, amountMinor)).fields[39];
    expect(code === '00').toBe(one.isOpen && amountMinor <= one.paidMinor);
    if (code === '00') one.paidMinor -= amountMinor;
  } else if (what === 3) {
    const code = it.money('0400', reversalFields(one.fields)).fields[39];
    const isUndone = code === '00' || code === '12';
    expect(isUndone).toBe(!one.isOpen || one.paidMinor === one.amountMinor);
    if (isUndone) Object.assign(one, { paidMinor: 0, isOpen: false });
  } else {
    it.verb('silent');
    expect(it.ask(frame('0200', saleFields(stan, 77), MAK))).toBeNull();
    expect(it.money('0400', reversalFields(saleFields(stan, 77))).fields[39]).toBe('00');
  }
}

describe('a random day', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('seed %i: ledger, list and replay agree', (seed) => {
    const lines: LedgerLine[] = [];
    const it = signedOn({ storage: { append: (line) => lines.push(JSON.parse(JSON.stringify(line)) as LedgerLine) } });
    const roll = dice(seed * 7919);
    const charges: Charge[] = [];
    for (let n = 2; n < 300; n++) step(it, roll, String(n).padStart(6, '0'), charges);
    const paid = charges.reduce((all, charge) => all + charge.paidMinor, 0);
    expect(it.balance()).toBe(1_000_000_000 - paid);
    const shown = it.ledger();
    expect(shown.isConsistent).toBe(true);
    for (const one of shown.transactions) expect(Number(one['netMinor'])).toBeGreaterThanOrEqual(0);
    expect(ledgerView(new Ledger(lines, null))).toEqual(it.verb('ledger'));
    expect(JSON.stringify(lines)).not.toContain(PAN);
  });
});
