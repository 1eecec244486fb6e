/** After a restore of an older backup people are told what may be missing, by its span, until a manager says what was found. In process. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { backUp } from '../../storage/backup/backup.ts';
import { restore } from '../../storage/backup/restore.ts';
import { QuietCounter } from './quiet-counter.ts';

const SMALL = { columns: 24, rows: 6 };
const HOUR_MS = 3_600_000;

test('a sale since the backup: on the till, on the list with what to do, in the obligations', async () => {
  const counter = new QuietCounter();
  const { world } = counter;
  counter.sell('4500');
  const backup = join(world.home, 'older');
  await backUp(join(world.folder, 'journal.sqlite'), backup);
  world.clockOffsetMs += 9 * HOUR_MS;
  counter.sell('1200');
  world.cutPower();
  const stamp = { atMs: 1_772_449_200_000, clock: 'unsynchronised', operator: 'restore' } as const;
  const randomBytes = (count: number) => Buffer.alloc(count, 7);
  restore({ backup: join(backup, 'journal.sqlite'), folder: world.folder, stamp, randomBytes, skip: 1 });
  world.powerOn();
  counter.until(/READY|SIGN IN/);
  expect(counter.until(/DIFFERENCES 1/)).toMatch(/待查差异 1 项/);
  expect(counter.journal.obligations()).toContainEqual(expect.objectContaining({ kind: 'task', state: 'open' }));
  counter.press('functions', 'refund');
  expect(counter.until(/TO DO/)).toMatch(/1 ! 恢复备份待核对/);
  counter.press('1');
  expect(counter.until(/恢复备份:03-02 09:00 至 03-02 18:00/)).toMatch(/MAY\s+BE MISSING[\s\S]*→ 向收单行逐笔核对/);
  expect(counter.screen()).toMatch(/负责人 OWNER +9/);
  expect(counter.screen(SMALL)).toMatch(/! 恢复备份:03-02 09:00[\s\S]*→ 向收单行逐笔核对[\s\S]*0=结案/);
  counter.press('0', '1', '9999', 'confirm');
  counter.until(/NOTHING LEFT TO DO/);
  expect(counter.journal.obligations()).toEqual([]);
  expect(world.broken).toEqual([]);
});
