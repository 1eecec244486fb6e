/** A transaction that is talked about: its state in writing, the report to the acquirer, the reference typed back, the day on which it is asked again (C7–C9). In process. */
import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DEFAULT_POLICY as POLICY } from '../../firmware/rules/policy.ts';
import { checkCaseReport } from '../../scripts/journal/case-report.ts';
import { openJournalReader } from '../../storage/journal/reader.ts';
import { QuietCounter } from './quiet-counter.ts';

const SLOW = { timeout: 60_000 };
const SMALL = { columns: 24, rows: 6 };
const MANAGER = ['9999', 'confirm'] as const;

/** A refund of a settled sale: the bank has taken it, the money is on its way. */
function refunded(counter: QuietCounter): string {
  const sale = counter.sell('4500');
  counter.settle();
  counter.press('refund', String(sale.number), 'confirm', '1000', 'confirm', '2', 'confirm');
  counter.until(/APPROVED/);
  counter.rest();
  counter.press('confirm');
  counter.until(/READY/);
  return String(counter.slips('REFUND').at(-1)?.number);
}

function statusSlip(counter: QuietCounter): string {
  counter.rest();
  const pieces = counter.paper.pieces().map(({ lines }) => lines.join('\n'));
  return pieces.findLast((text) => text.includes('交易状态单')) ?? '';
}

describe('a refund that the customer asks about', () => {
  test(
    'the slip says by which day and where; the state in writing gives a code by which it is found again',
    SLOW,
    () => {
      const counter = new QuietCounter({ refund: { ...POLICY.refund, arrivalWorkingDays: 5 } });
      const slip = refunded(counter);
      const paper = counter.slips('REFUND').at(-1)?.lines.join('\n') ?? '';
      // Monday 2026-03-02, five working days later.
      expect(paper).toMatch(/预计到账 EXPECTED BY +2026-03-09/);
      expect(paper).toMatch(/退回 BACK TO +\*0010/);
      counter.presses = 0;
      counter.press('functions', 'confirm', slip, 'confirm');
      const screen = counter.until(/CASE FILE/);
      expect(screen).toMatch(/银行已受理退款\s+REFUND ACCEPTED BY/);
      expect(screen).toMatch(/预计到账 EXPECTED +2026-03-09/);
      expect(counter.screen(SMALL)).toMatch(/银行已受理退款[\s\S]*1=状态单/);
      counter.press('1');
      counter.until(/STATUS SLIP WILL BE PRINTED/);
      expect(counter.presses).toBe(5);
      const status = statusSlip(counter);
      expect(status).toMatch(/银行已受理退款/);
      expect(status).toMatch(/预计到账 EXPECTED BY +2026-03-09/);
      for (const brought of ['本单或原小票', '原卡', '发卡行账单']) expect(status).toContain(brought);
      const [, code = ''] = /^\s*(\d{7})\s*$/m.exec(status) ?? [];
      expect(code).toBe('0000018');
      counter.press('cancel', 'functions', 'confirm', '0000019', 'confirm');
      counter.until(/Nothing is known as 0000019/);
      counter.press(...Array<string>(7).fill('correct'), code, 'confirm');
      expect(counter.until(/案卷 0000018/)).toMatch(/￥10\.00/);
      expect(counter.world.broken).toEqual([]);
    },
  );

  test(
    'what the slip has said stays so after a change of policy: on the reprint, on the screen, in the state',
    SLOW,
    () => {
      const counter = new QuietCounter({ refund: { ...POLICY.refund, arrivalWorkingDays: 5 } });
      const slip = refunded(counter);
      counter.world.policyFile = JSON.stringify({ version: 'summer', refund: { arrivalWorkingDays: 10 } });
      counter.press('functions', 'cancel');
      counter.until(/READY/);
      expect(counter.journal.verify().ok).toBe(true);
      counter.press('reprint', slip, 'confirm', 'confirm');
      counter.rest();
      const again = counter.slips('REFUND').at(-1);
      expect(again?.duplicate).toBe(true);
      expect(again?.lines.join('\n')).toMatch(/预计到账 EXPECTED BY +2026-03-09/);
      counter.press('functions', 'confirm', slip, 'confirm');
      expect(counter.until(/CASE FILE/)).toMatch(/预计到账 EXPECTED +2026-03-09/);
      // What is given back from now on goes by the new one.
      counter.press('cancel');
      refunded(counter);
      expect(counter.slips('REFUND').at(-1)?.lines.join('\n')).toMatch(/预计到账 EXPECTED BY +2026-03-16/);
      expect(counter.world.broken).toEqual([]);
    },
  );

  test(
    'report, reference, reminder, outcome: over a power cut, on the start screen when its day has come',
    SLOW,
    () => {
      const counter = new QuietCounter();
      const slip = refunded(counter);
      counter.press('functions', 'confirm', slip, 'confirm', '2');
      const [, file = ''] = /(case-\S+\.txt)/.exec(counter.until(/已存/)) ?? [];
      // Whatever hour it is written at: its name stands in the journal and looks like no card number.
      const again = Array.from({ length: 12 }, () => {
        counter.press('2');
        return /case-\S+\.txt/.exec(counter.screen())?.[0];
      });
      expect(new Set([file, ...again]).size).toBe(13);
      counter.press('3', '99887766', 'confirm', '2', 'confirm');
      expect(counter.until(/受理号 BANK REF +99887766/)).toMatch(/跟进 FOLLOW UP +2026-03-04/);
      counter.press('cancel');
      counter.world.cutPower();
      counter.world.powerOn();
      counter.until(/READY/);
      expect(counter.screen()).not.toMatch(/FOLLOW UP/);
      expect(counter.journal.obligations()).toMatchObject([{ kind: 'caseFile', state: 'answered' }]);
      proveReport(counter, file);
      checkReport(counter, file);
      counter.world.pass(2 * 86_400_000);
      counter.press('1', 'cancel');
      counter.until(/FOLLOW UP 1: \* THEN -/);
      counter.press('functions', 'refund', '1');
      expect(counter.until(/ASK THE BANK AGAIN/)).toMatch(/99887766/);
      counter.press('confirm');
      counter.until(/案卷 0000018/);
      counter.press('cancel', 'functions', 'refund', '1', '0', '1', ...MANAGER);
      counter.until(/NOTHING LEFT TO DO/);
      expect(counter.world.entries.findLast(({ type }) => type === 'caseFile.closed')?.body).toEqual({
        number: 1,
        how: 'settled',
        manager: '9',
      });
      expect(counter.journal.obligations()).toEqual([]);
      expect(counter.world.broken).toEqual([]);
    },
  );

  test(
    'whose money does not come: not before its day is over; then it is listed, with what to tell and what to do, in the look-up, and until a manager ends it',
    SLOW,
    () => {
      const counter = new QuietCounter({ refund: { ...POLICY.refund, arrivalWorkingDays: 5 } });
      const slip = refunded(counter);
      const rrn = counter.journal.find({ slip: Number(slip) })[0]?.rrn ?? '';
      counter.press('functions', 'confirm', slip, 'confirm');
      counter.until(/4 NOT THERE/);
      counter.press('4');
      expect(counter.until(/未到预计日 2026-03-09/)).toMatch(/请顾客到时带本单再来/);
      expect(counter.types()).not.toContain('caseFile.missed');
      counter.press('cancel', 'refund', slip, 'confirm');
      expect(counter.until(/REFUND DUE 2026-03-09/)).toMatch(/-=案卷 \*=看流水/);
      counter.press('cancel');
      counter.until(/READY/);
      counter.world.clockOffsetMs += 8 * 86_400_000;
      // The look-up says it of itself, and a key leads to the file.
      counter.press('refund', slip, 'confirm');
      expect(counter.until(/! 退款应已到 2026-03-09/)).toMatch(/REFUND WAS DUE 2026-03-09/);
      expect(counter.screen(SMALL)).toMatch(/! 退款应已到 2026-03-09[\s\S]*-=案卷/);
      counter.press('refund');
      counter.until(/CASE FILE/);
      counter.press('4');
      expect(counter.until(/NOT THERE, DUE BY 2026-03-09/)).toContain(`顾客凭${rrn}问银行`);
      expect(counter.screen()).toMatch(/2=报收单行,再按3记受理号/);
      expect(counter.screen(SMALL)).toMatch(
        /! 未到账 应到 2026-03-09\n顾客凭\d{12}问银行\n2=报收单行,再按3记受理号\n1=状态单 2=报收 3=受理号/,
      );
      expect(counter.screen()).not.toMatch(/4=/);
      counter.press('1');
      expect(statusSlip(counter).replaceAll(/\s+/g, '')).toMatch(
        /您说未到账，已过预计日，本店在查；凭参考号可问发卡行/,
      );
      counter.press('cancel');
      expect(counter.until(/FOLLOW UP 1: \* THEN -/)).toMatch(/案卷到期 1 件/);
      // Of the sale: the cashier who gives back more of it is told, too.
      const [sale] = counter.slips('SALE');
      counter.press('refund', String(sale?.number), 'confirm');
      expect(counter.until(/REMAINS/)).toMatch(/前次退款应到 2026-03-09/);
      counter.press('cancel', 'functions', 'refund');
      expect(counter.until(/TO DO/)).toMatch(/1 未到账 ￥10\.00 !/);
      counter.press('1');
      expect(counter.until(/CUSTOMER: REFUND NOT THERE/)).toMatch(/确认后按2报收单行/);
      expect(counter.screen(SMALL)).toMatch(/顾客说退款未到账[\s\S]*确认后按2报收单行[\s\S]*0=结案/);
      counter.press('confirm', '2');
      counter.until(/已存/);
      counter.press('3', '99887766', 'confirm', '2', 'confirm');
      expect(counter.until(/收单行在查,受理号 99887766/)).toMatch(/跟进 FOLLOW UP +2026-03-12/);
      counter.press('cancel');
      expect(counter.until(/READY/)).not.toMatch(/FOLLOW UP/);
      counter.press('refund', slip, 'confirm');
      counter.until(/REFUND NOT THERE, DUE 2026-03-09/);
      counter.press('cancel', 'functions', 'refund', '1', '0', '1', ...MANAGER);
      counter.until(/NOTHING LEFT TO DO/);
      expect(counter.journal.obligations()).toEqual([]);
      expect(counter.world.broken).toEqual([]);
    },
  );
});

/** What `npm run journal -- case-report` says of it, and of what somebody has made of it. */
function checkReport(counter: QuietCounter, name: string): void {
  const bytes = readFileSync(join(counter.world.folder, 'outgoing', name));
  const reader = openJournalReader(join(counter.world.folder, 'journal.sqlite'));
  try {
    const { ok, lines } = checkCaseReport(reader, bytes);
    expect([ok, lines.at(-1)]).toEqual([
      true,
      expect.stringMatching(/^ok: signed by terminal \S+, written as case-\S+ \(entry \d+\), \d+ entries/),
    ]);
    const text = bytes.toString('utf8');
    const refused: readonly (readonly [string, RegExp])[] = [
      [text.replace('10.00', '90.00'), /BROKEN: it was changed/],
      [text.slice(0, -3), /BROKEN: this is no case report, or its end is missing/],
      ['', /BROKEN: this is no case report/],
    ];
    for (const [changed, why] of refused) {
      const verdict = checkCaseReport(reader, Buffer.from(changed));
      expect([verdict.ok, verdict.lines.at(-1)]).toEqual([false, expect.stringMatching(why)]);
    }
    // Signed by this terminal, and yet nobody ever wrote it: a word that the key was made to sign.
    const [signed = ''] = text.split('\ned25519 ');
    const other = signed.replace('10.00', '90.00');
    const signature = Buffer.from(counter.journal.sign(Buffer.from(other))).toString('hex');
    expect(checkCaseReport(reader, Buffer.from(`${other}\ned25519 ${signature}\n`)).lines.at(-1)).toMatch(
      /BROKEN: signed, but this journal does not know that it was written/,
    );
  } finally {
    reader.close();
  }
}

/** What an acquirer can check with nothing but the file: hash, signature, each entry's own hash; no card number in it. */
function proveReport(counter: QuietCounter, name: string): void {
  const bytes = readFileSync(join(counter.world.folder, 'outgoing', name));
  const text = bytes.toString('utf8');
  const packed = counter.world.entries.find(({ type }) => type === 'caseFile.packed');
  expect(packed?.body).toMatchObject({ file: name, sha256: createHash('sha256').update(bytes).digest('hex') });
  const at = text.lastIndexOf('\ned25519 ');
  const [signed, signature] = [text.slice(0, at), text.slice(at + '\ned25519 '.length).trim()];
  const [, key = ''] = /\nkey ([0-9a-f]{64})/.exec(signed) ?? [];
  const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), Buffer.from(key, 'hex')]);
  const publicKey = createPublicKey({ key: spki, format: 'der', type: 'spki' });
  const holds = (words: string) => verify(null, Buffer.from(words), publicKey, Buffer.from(signature, 'hex'));
  expect([holds(signed), holds(signed.replace('10.00', '90.00'))]).toEqual([true, false]);
  const entries = text.split('\n').filter((line) => line.startsWith('{'));
  expect(entries.length).toBeGreaterThan(8);
  for (const line of entries) {
    const [, hash = ''] = /"hash":"([0-9a-f]{64})",/.exec(line) ?? [];
    expect(
      createHash('sha256')
        .update(line.replace(`"hash":"${hash}",`, ''))
        .digest('hex'),
    ).toBe(hash);
  }
  for (const words of [
    '退货 REFUND',
    '消费 SALE',
    'REFUND APPROVED',
    '￥10.00',
    '*** 完 END',
    'NOT A REAL TRANSACTION',
  ])
    expect(text).toContain(words);
  expect(text).not.toMatch(/4761739001010010/);
}
