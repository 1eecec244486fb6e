import { describe, expect, it } from 'vitest';
import {
  type Answered,
  ecbMac,
  type FieldValues,
  frame,
  MAK,
  MID,
  macText,
  PAN,
  refundFields,
  saleFields,
  signedOn,
  signOnFrame,
  TID,
  voidFields,
  type World,
} from './hand-terminal.ts';

const half = (debit: number, debits: number, credit: number, credits: number): string =>
  String(debit).padStart(12, '0') +
  String(debits).padStart(3, '0') +
  String(credit).padStart(12, '0') +
  String(credits).padStart(3, '0');
const claim = (domestic: string, foreign = half(0, 0, 0, 0)): string => `${domestic}0${foreign}0`;

function ask(it: World, mti: string, fields: FieldValues): Answered {
  const answer = it.ask(frame(mti, fields));
  if (!answer) throw new Error('no answer');
  return answer;
}
function settle(it: World, stan: string, de48: string, batch = '000001'): string {
  const answer = ask(it, '0500', { 11: stan, 41: TID, 42: MID, 48: de48, 49: '156', 60: `00${batch}201`, 63: '01 ' });
  expect(answer.mti).toBe('0510');
  expect(answer.fields[39]).toBeUndefined();
  const back = answer.fields[48] ?? '';
  expect(back).toHaveLength(62);
  return `${back[30]}${back[61]}`;
}
const record = (stan: string, amountMinor: number, pan = PAN): string =>
  `00${stan}${pan.padStart(20, '0')}${String(amountMinor).padStart(12, '0')}`;
function upload(it: World, stan: string, records: string[], batch = '000001'): string | undefined {
  const de48 = String(records.length).padStart(2, '0') + records.join('');
  const answer = ask(it, '0320', { 11: stan, 41: TID, 42: MID, 48: de48, 60: `00${batch}201` });
  expect(answer.mti).toBe('0330');
  return answer.fields[39];
}
function end(it: World, stan: string, count: number, how: '202' | '207', batch = '000001'): string | undefined {
  const de48 = String(count).padStart(4, '0');
  return ask(it, '0320', { 11: stan, 41: TID, 42: MID, 48: de48, 60: `00${batch}${how}` }).fields[39];
}
const openBatch = (it: World): unknown => (it.verb('state') as { terminals: { batch: string }[] }).terminals[0]?.batch;

/** Sales of 1000 and 500, the second voided, 200 of the first refunded. */
function traded(): World {
  const it = signedOn();
  const first = it.sale('000002', 1000);
  const second = it.sale('000003', 500);
  it.money('0200', voidFields('000004', second));
  it.money('0220', refundFields('000005', first, 200));
  return it;
}
const RIGHT = claim(half(1500, 2, 700, 2));

describe('a settlement', () => {
  it('balances, closes the batch with the 0510, and says so again when asked again', () => {
    const it = traded();
    expect(settle(it, '000006', RIGHT)).toBe('11');
    expect(openBatch(it)).toBe('000002');
    expect(settle(it, '000006', RIGHT)).toBe('11');
    expect(openBatch(it)).toBe('000002');
    expect(settle(it, '000007', claim(half(1500, 2, 701, 2)))).toBe('21');
    expect(it.ledger().batches[0]).toMatchObject({ status: 'closed', flags: '11' });
    expect(it.sale('000002', 100, '000001').fields[39]).toBe('77');
    expect(it.sale('000002', 100, '000002').fields[39]).toBe('00');
    expect(it.ask(signOnFrame('003', '000002'))?.fields[60]).toBe('00000002003');
  });

  it('that is wrong by one fen in one half is not balanced, and stays open', () => {
    for (const wrong of [half(1501, 2, 700, 2), half(1500, 3, 700, 2), half(1500, 2, 699, 2), half(1500, 2, 700, 1)]) {
      const it = traded();
      expect(settle(it, '000006', claim(wrong))).toBe('21');
      expect(openBatch(it)).toBe('000001');
    }
    expect(settle(traded(), '000006', claim(half(1500, 2, 700, 2), half(1, 1, 0, 0)))).toBe('12');
  });

  it('with a MAC is checked and answered with one', () => {
    const it = traded();
    const fields = { 11: '000006', 41: TID, 42: MID, 48: RIGHT, 49: '156', 60: '00000001201', 63: '01 ' };
    const wrong = it.ask(frame('0500', fields, 'FEDCBA9876543210'));
    expect([wrong?.fields[48]?.[30], wrong?.fields[64]]).toEqual(['3', undefined]);
    const right = it.money('0500', fields);
    expect([right.fields[48]?.[30], macText(right)]).toEqual(['1', ecbMac(MAK, right.covered)]);
  });

  it('does not count what was reversed or declined', () => {
    const it = signedOn();
    const fields = saleFields('000002', 900);
    it.money('0200', fields);
    const { 63: _none, ...copy } = fields as FieldValues & { 63?: string };
    const reversal = Object.fromEntries([...Object.entries(copy), ['39', '98']]);
    expect(it.money('0400', reversal).fields[39]).toBe('00');
    it.verb('decline', { code: '51' });
    it.sale('000003', 100);
    expect(settle(it, '000004', claim(half(0, 0, 0, 0)))).toBe('11');
  });

  it('counts cards of another scheme in the second half', () => {
    const it = signedOn();
    it.verb('account', { pan: PAN, scheme: 'VIS' });
    expect(it.sale('000002', 900).fields[63]).toBe('VIS');
    expect(settle(it, '000003', claim(half(0, 0, 0, 0), half(900, 1, 0, 0)))).toBe('11');
  });

  it('with totals that are none, or of a batch that is none, is an error and changes nothing', () => {
    const it = traded();
    expect(settle(it, '000006', '1'.repeat(62))).toBe('33');
    expect(settle(it, '000006', RIGHT, '000777')).toBe('33');
    expect(openBatch(it)).toBe('000001');
  });

  it.each(['1', '2', '3'])('settlement-flag %s is said whatever the totals', (flag) => {
    const it = traded();
    it.verb('settlement-flag', { flag });
    expect(settle(it, '000006', claim(half(1, 1, 1, 1)))[0]).toBe(flag);
    expect(openBatch(it)).toBe(flag === '1' ? '000002' : '000001');
  });
});

describe('out of balance by one record', () => {
  it('dropped: the upload shows what the host lacks, the end closes the batch once', () => {
    const it = traded();
    expect(it.verb('out-of-balance', { drop: '000002' })).toMatchObject({ dropped: '000002' });
    expect(settle(it, '000006', RIGHT)).toBe('21');
    expect(upload(it, '000007', [record('000002', 1000)])).toBe('00');
    expect(upload(it, '000007', [record('000002', 1000)])).toBe('00');
    const single = {
      ...refundFields('000005', it.sale('000099', 1, '000009'), 200),
      37: '000000000001',
      60: '25000001201',
    };
    expect(ask(it, '0320', single).fields[39]).toBe('00');
    expect(end(it, '000008', 3, '202')).toBe('30');
    expect(end(it, '000008', 2, '207')).toBe('30');
    expect(openBatch(it)).toBe('000001');
    expect(end(it, '000008', 2, '202')).toBe('00');
    expect(openBatch(it)).toBe('000002');
    expect(end(it, '000008', 2, '202')).toBe('00');
    expect(openBatch(it)).toBe('000002');
    expect(it.ledger().batches[0]).toMatchObject({
      status: 'closed',
      uploadedCount: 2,
      reconciliation: { missingAtTerminal: [], unknownToHost: ['000002'], differing: [] },
    });
    expect(it.balance()).toBe(1_000_000_000 - 800);
  });

  it('added: the upload shows what the terminal lacks; statement lists it', () => {
    const it = traded();
    it.verb('out-of-balance', { add: 77, stan: '000777' });
    expect(settle(it, '000006', RIGHT)).toBe('21');
    expect(it.verb('statement')).toMatchObject({
      totals: { domestic: { debit: { amountMinor: 1577, count: 3 } } },
      records: [
        { stan: '000002' },
        { stan: '000003' },
        { stan: '000004' },
        { stan: '000005' },
        { stan: '000777', amountMinor: 77 },
      ],
    });
    expect(upload(it, '000007', [record('000002', 1001)])).toBe('00');
    expect(it.ledger().batches[0]).toMatchObject({
      reconciliation: { missingAtTerminal: ['000005', '000777'], unknownToHost: [], differing: ['000002'] },
    });
  });
});

describe('the upload', () => {
  it('is refused outside a settlement, and when a group is not what it says', () => {
    const it = traded();
    expect(upload(it, '000006', [record('000002', 1000)])).toBe('12');
    settle(it, '000006', claim(half(0, 0, 0, 0)));
    expect(upload(it, '000007', [record('000002', 1000).slice(2)])).toBe('30');
    expect(
      upload(
        it,
        '000007',
        Array.from({ length: 8 }, (_, i) => record(`0000${20 + i}`, 1)),
      ),
    ).toBe('00');
  });

  it('of a refund that never arrived books it, once; of one that did, not again', () => {
    const it = signedOn();
    const sale = it.sale('000002', 1000);
    it.verb('silent-unbooked', { kind: 'refund' });
    const lost = refundFields('000003', sale, 250);
    expect(it.ask(frame('0220', lost, '0123456789ABCDEF'))).toBeNull();
    settle(it, '000004', claim(half(1000, 1, 250, 1)));
    const single = { ...lost, 60: '25000001201' };
    expect(ask(it, '0320', single).fields[39]).toBe('00');
    expect(ask(it, '0320', single).fields[39]).toBe('00');
    expect(ask(it, '0320', { ...single, 4: '000000000251' }).fields[39]).toBe('64');
    expect(it.balance()).toBe(1_000_000_000 - 750);
    expect(it.ledger().transactions).toMatchObject([{ refundedMinor: 250 }, { via: 'upload', kind: 'refund' }]);
  });

  it('of chip data keeps a balanced batch open until its end, or until the terminal goes on', () => {
    for (const how of ['end', 'go on'] as const) {
      const it = signedOn();
      it.money('0200', { ...saleFields('000002', 1000), 22: '052' });
      expect(settle(it, '000003', claim(half(1000, 1, 0, 0)))).toBe('11');
      expect(openBatch(it)).toBe('000001');
      if (how === 'end') {
        expect(ask(it, '0320', { ...saleFields('000002', 1000), 22: '052', 60: '22000001201' }).fields[39]).toBe('00');
        expect(end(it, '000004', 1, '207')).toBe('00');
      } else expect(it.sale('000001', 5, '000002').fields[39]).toBe('00');
      expect(openBatch(it)).toBe('000002');
    }
  });

  it('batch-number sets the batch of the host: the terminal is told 77, the sign-on tells the number', () => {
    const it = traded();
    it.verb('batch-number', { batch: '000456' });
    expect(it.sale('000010', 1).fields[39]).toBe('77');
    expect(it.ask(signOnFrame('003'))?.fields[60]).toBe('00000456003');
    it.verb('batch-number', { batch: '999999' });
    expect(settle(it, '000011', claim(half(0, 0, 0, 0)), '999999')).toBe('11');
    expect(openBatch(it)).toBe('000001');
  });
});
