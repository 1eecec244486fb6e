/** Whether the bank answers, as last heard; its echo after a silence: the real driver and the bank's emulator on moved time, the real journal. */
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { noKeys } from '../../../drivers/acquirer/keys.ts';
import { unionpay } from '../../../drivers/acquirer/profiles/unionpay.ts';
import { createAcquirer } from '../../../drivers/acquirer/session.ts';
import { LinkWatch } from '../../../firmware/effects/link-watch.ts';
import { echoProbe } from '../../../firmware/effects/network-probe.ts';
import { openJournal } from '../../../storage/journal/open.ts';
import { bankOnACable, cableTo } from '../../drivers/acquirer/bank-on-a-cable.ts';
import { MID, TID, TPDU } from '../../drivers/acquirer/goldens.ts';
import { unionpayDialect } from '../../emulators/acquirer/dialect.ts';
import { emptyJournalFolder } from '../../scenarios/empty-journal.ts';

const IDLE_MS = 300_000;

function counter(echoAfterMs: number | null) {
  const line = bankOnACable(unionpay, unionpayDialect);
  const { bank, clock } = line;
  const folder = emptyJournalFolder(TID);
  const journal = openJournal({ folder, terminal: TID, randomBytes });
  onTestFinished(() => {
    journal.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const stamp = () => ({ atMs: 1_763_715_600_000 + clock.nowMs(), clock: 'synchronised' as const, operator: '0' });
  const pictures: string[] = [];
  const watch = new LinkWatch({
    clock,
    nowMs: () => stamp().atMs,
    echoAfterMs,
    echo: echoProbe({
      journal,
      stamp,
      openAcquirer: (on) =>
        createAcquirer({
          open: (address, pipe) => cableTo(bank, clock, address, pipe),
          address: 'tcp:bank:8583',
          clock,
          profile: unionpay,
          tid: TID,
          mid: MID,
          tpdu: TPDU,
          security: noKeys(),
          timeoutMs: 10_000,
          on,
        }),
    }),
    changed: () => pictures.push(watch.line.is),
  });
  const echoes = () =>
    journal.last(1_000).filter((entry) => entry.type === 'stan.spent' && entry.body.on === 'echo').length;
  return { ...line, watch, echoes, pictures };
}

test('after so long without a word an echo goes by itself, journaled first; its silence is known, and its next answer', () => {
  const { watch, clock, tell, echoes, pictures } = counter(IDLE_MS);
  watch.start();
  expect(watch.line.is).toBe('unheard');
  clock.advance(IDLE_MS - 1);
  expect(echoes()).toBe(0);
  clock.advance(1_000);
  expect(echoes()).toBe(1);
  expect(watch.line.is).toBe('up');
  tell('silent', { kind: 'echo' });
  clock.advance(IDLE_MS + 20_000);
  expect(watch.line.is).toBe('down');
  clock.advance(IDLE_MS + 20_000);
  expect(watch.line.is).toBe('up');
  expect(pictures).toEqual(['up', 'down', 'up']);
  watch.stop();
  clock.advance(10 * IDLE_MS);
  expect(echoes()).toBe(3);
});

test('any word of the bank puts it off; a lost idle connection says nothing, one that cannot be made does', () => {
  const { watch, clock, echoes, answered, connect, nextStan } = counter(IDLE_MS);
  watch.start();
  connect();
  for (let i = 0; i < 5; i++) {
    clock.advance(IDLE_MS - 10_000);
    const answer = answered({ kind: 'echo', stan: nextStan(), batch: '000001' });
    watch.heard({ type: 'acquirer.answered', exchange: 'sale', answer });
  }
  expect(echoes()).toBe(0);
  const lost = (cause: 'closed-by-peer' | 'absent') =>
    watch.heard({
      type: 'acquirer.lost',
      fault: { kind: 'device-lost', address: 'tcp:bank:8583', cause, detail: 'so' },
    });
  lost('closed-by-peer');
  expect(watch.line.is).toBe('up');
  lost('absent');
  expect(watch.line.is).toBe('down');
});

test('left out of the configuration, nothing goes by itself; asked for, one goes', () => {
  const { watch, clock, echoes } = counter(null);
  watch.start();
  clock.advance(10 * IDLE_MS);
  expect(echoes()).toBe(0);
  const told: string[] = [];
  watch.echo(({ verdict }) => told.push(verdict));
  clock.advance(1_000);
  expect(told).toEqual(['ok']);
  expect(watch.line.is).toBe('up');
});
