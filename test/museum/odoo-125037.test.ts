/**
 * odoo-125037: a power cut within five seconds of the sale: the confirmed order was gone, and its number was given to the next sale, which
 * then vanished too. Here a fact is on the disk before anyone hears of it, and a number once spent is never given again, not by a
 * restart, not by a restore, not by a journal that has gone missing.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { backUp } from '../../storage/backup/backup.ts';
import { restore } from '../../storage/backup/restore.ts';
import { JournalBroken } from '../../storage/journal/journal.ts';
import { openJournal } from '../../storage/journal/open.ts';
import { merchant, TERMINAL, Till, temporaryFolder } from '../storage/acts.ts';

it('odoo-125037: killed at the moment of the acknowledgement', async () => {
  const folder = temporaryFolder();
  const child = spawn(process.execPath, [join(import.meta.dirname, '..', 'storage', 'appending-child.ts'), folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    child.kill('SIGKILL');
  });
  await once(child, 'close');
  const [seq = '', hash] = (said.trimEnd().split('\n').at(-1) ?? '').split(' ');
  const till = new Till(folder);
  const entries = till.journal.last(1_000);
  expect(entries.find((entry) => entry.seq === Number(seq))?.hash).toBe(hash);
  const spent = entries.flatMap((entry) => (entry.type === 'sale.submitted' ? [Number(entry.body.stan)] : []));
  expect(spent.length).toBeGreaterThan(0);
  expect(Number(till.journal.counters().nextStan)).toBe(Math.max(...spent) + 1);
});

it('odoo-125037: restored from yesterday', async () => {
  const till = new Till();
  till.sale('yesterday');
  const backup = join(temporaryFolder(), 'backup');
  const { file } = await backUp(join(till.folder, 'journal.sqlite'), backup);
  till.sale('today');
  till.start(merchant('today'));
  const { nextStan, nextSlip } = till.journal.counters();
  till.journal.close();
  const stamp = { atMs: 1_763_800_000_000, clock: 'unsynchronised', operator: 'restore' } as const;
  restore({ backup: file, folder: till.folder, stamp, randomBytes, skip: 1_000 });
  till.journal = openJournal({ folder: till.folder, terminal: TERMINAL, randomBytes });
  expect(Number(till.journal.counters().nextStan)).toBeGreaterThanOrEqual(Number(nextStan));
  expect(till.journal.counters().nextSlip).toBeGreaterThanOrEqual(nextSlip);
});

it('odoo-125037: the journal has gone missing', () => {
  const till = new Till();
  till.sale('s');
  till.journal.close();
  rmSync(join(till.folder, 'journal.sqlite'));
  expect(() => openJournal({ folder: till.folder, terminal: TERMINAL, randomBytes })).toThrow(JournalBroken);
});
