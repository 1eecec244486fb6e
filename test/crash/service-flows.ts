/** What a technician does to the books, to be cut: a copy taken while the counter trades, and going on from one at the next start. */
import { join } from 'node:path';
import { askForNextStart } from '../../storage/settings/next-start.ts';
import type { Countertop } from '../countertop/countertop.ts';
import type { Flow } from './flows.ts';

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
  prepare: askForRestore,
  fromPowerOff: true,
  async play(it) {
    await it.untilSignedOn();
    await it.firmware.screen(RESTED);
    const restored = it.entries().filter(({ type }) => type === 'journal.restored').length;
    if (restored === 0) throw new Error('the start went on from no backup');
  },
};

export const SERVICE_FLOWS: readonly Flow[] = [backup, restore];
