/**
 * odoo-60939: a receipt was printed, and the books knew nothing of the sale. Here a slip can only be rendered from the journal: its number is
 * spent there first, and what does not stand there cannot be put on paper.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { paperWork } from '../../firmware/effects/paper-effects.ts';
import type { Ports } from '../../firmware/effects/ports.ts';
import { slipLines } from '../../firmware/effects/slips/slip-lines.ts';
import type { Rrn, SlipNumber } from '../../storage/facts.ts';
import { EmulatedPaper } from '../drivers/printer/emulated-paper.ts';
import { customer, id, merchant, refusal, Till } from '../storage/acts.ts';

function portsOf(till: Till, paper: EmulatedPaper): Ports {
  return {
    journal: till.journal,
    stamp: () => till.stamp(),
    printer: () => paper.session,
    utcOffsetMinutes: () => 480,
    terminal: { tid: '10000001', mid: '898100000000001', merchant: '示例商店', mode: 'simulated' },
    locale: 'zh-CN',
    columns: 48,
  } as Partial<Ports> as Ports;
}

describe('odoo-60939', () => {
  it('a slip whose number has not been spent in the journal cannot be rendered', () => {
    const till = new Till();
    till.sale('s');
    const ports = portsOf(till, new EmulatedPaper());
    const inHand = { txn: id('s'), copy: customer('s'), slip: 99 as SlipNumber, job: 'slip 99' };
    expect(() => slipLines(ports, inHand)).toThrow(/99 was not started/);
    expect(() => slipLines(ports, { ...inHand, txn: id('never') })).toThrow(/was not started/);
  });

  it('nor can a number be spent for a sale that is not there', () => {
    const till = new Till();
    const body = { copy: merchant('ghost'), slip: 1, marking: { kind: 'original' } };
    expect(refusal(() => till.append({ type: 'receipt.started', txn: 'ghost', body }))).toMatch(/copy|transaction/);
  });

  it('when the journal does not take the sale, not a byte goes to the printer', () => {
    const till = new Till();
    const paper = new EmulatedPaper();
    till.submit('s');
    till.decline('s');
    const before = paper.written.length;
    const desk = {
      drawerIsWaiting: () => false,
      isResting: () => true,
      status: () => ({ online: true, cover: 'closed', paper: 'ok', fault: 'none' }) as const,
      send: () => {},
    };
    const work = paperWork(portsOf(till, paper), desk);
    const approved = {
      type: 'sale.approved',
      txn: id('s'),
      body: {
        responseCode: '00',
        rrn: '123456789012' as Rrn,
        authCode: 'A12345',
        hostTime: '170001',
        hostDate: '1121',
        copies: ['merchant', 'customer'],
      },
    } as const;
    expect(() => work.appendAndPrintFirst([approved], id('s'))).toThrow();
    paper.clock.advance(4_000);
    expect(paper.written.length).toBe(before);
    expect(paper.printer.tape()).toEqual([]);
  });

  it('and there is one way only from facts to lines', () => {
    const importers = readdirSync(new URL('../../firmware', import.meta.url), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .filter((file) =>
        /from '[^']*render-slip\.ts'/.test(readFileSync(new URL(`../../firmware/${file}`, import.meta.url), 'utf8')),
      );
    expect(importers).toEqual(['effects/slips/slip-lines.ts']);
  });
});
