/** What is done beside the trade, to be cut: a copy taken while the counter is open, going on from one at the next start, a case file and what is written for it. */
import { join } from 'node:path';
import { askForNextStart } from '../../storage/settings/next-start.ts';
import type { Countertop } from '../countertop/countertop.ts';
import { cutMore, type Flow, firstReceipt } from './flows.ts';

const RESTED = /^(?=[\s\S]*READY)(?![\s\S]*(PRINTING SLIP|CHECKING SLIP|RECEIPTS OWED|REVERSALS OWED))/;

const backup: Flow = {
  name: 'backup',
  title: 'a copy is taken from the maintenance port while the counter is open',
  counter: { technician: true },
  async prepare(it) {
    await it.technician?.line('');
    await it.technician?.sees(/> $|# $/);
    if (!/# $/.test(it.technician?.text ?? '')) await it.technician?.logsIn();
  },
  async play(it) {
    await it.technician?.asks('backup now', /\[ok\] backup now/);
  },
};

/** Everything that stands in the journal is in the copy, so that nothing is lost by it; the numbers of a hundred slips are. */
async function askForRestore(countertop: Countertop): Promise<void> {
  const folder = join(countertop.folder, `copy-${countertop.entries().length}`);
  const { code, stderr } = await countertop.journal('backup', folder);
  if (code !== 0) throw new Error(`no backup: ${stderr}`);
  await countertop.cutPower();
  askForNextStart(countertop.data, { do: 'restore', backup: join(folder, 'journal.sqlite'), skip: 100, by: '5' });
}

const restore: Flow = {
  name: 'restore',
  title: 'the start that goes on from a backup',
  // What was done since that copy is for a manager to compare with the acquirer.
  mayLeaveTask: true,
  prepare: askForRestore,
  fromPowerOff: true,
  async play(it) {
    await it.untilSignedOn();
    await it.firmware.screen(RESTED);
    const restored = it.entries().filter(({ type }) => type === 'journal.restored').length;
    if (restored === 0) throw new Error('the start went on from no backup');
  },
};

const counsel: Flow = {
  name: 'counsel',
  title: 'a case file: its state on paper, the report for the acquirer on the disk, the reference typed back',
  prepare: async (it) => void (await firstReceipt(it)),
  play: (it) =>
    cutMore(it, 1, async () => {
      await it.press('functions', 'confirm');
      await it.firmware.screen(/CODE/);
      await it.type(await firstReceipt(it));
      await it.press('confirm');
      await it.firmware.screen(/1 STATUS SLIP/);
      await it.press('1');
      await it.firmware.screen(/STATUS SLIP WILL BE PRINTED/);
      await it.press('2');
      await it.firmware.screen(/IS IN outgoing/);
      await it.press('3');
      await it.firmware.screen(/BANK REF/);
      await it.type('20260311');
      await it.press('confirm');
      await it.firmware.screen(/DAYS/);
      await it.press('confirm');
      await it.firmware.screen(/BANK REF +20260311/);
      await it.press('cancel');
      await it.firmware.screen(/READY/);
    }),
  // A file is ended by a manager, with its outcome.
  async mend(it) {
    if (!it.obligations().some(({ kind }) => kind === 'caseFile')) return;
    await it.press('functions', 'refund');
    await it.firmware.screen(/1 案卷/);
    await it.press('1', '0');
    await it.firmware.screen(/settled by the bank/);
    await it.press('1', '9', '9', '9', '9', 'confirm');
    await it.firmware.screen(/NOTHING LEFT TO DO/);
    await it.press('cancel');
    await it.firmware.screen(/READY/);
  },
};

export const SERVICE_FLOWS: readonly Flow[] = [backup, restore, counsel];
