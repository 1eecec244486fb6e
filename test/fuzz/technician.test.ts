/** Anything typed at the maintenance port, before a login and after; `TILLPROOF_CHUNKS=100000` types longer. */
import { expect, it } from 'vitest';
import { leaksIn } from '../crash/leaks.ts';
import { demonstrationSecrets } from '../crash/secrets.ts';
import { QuietTechnician } from '../firmware/maintenance/quiet-technician.ts';
import { Chance } from '../simulation/chance.ts';
import { typeAnything } from './technician.ts';

const CHUNKS = Number(process.env['TILLPROOF_CHUNKS'] ?? 400);
const SEED = 20_260_302;

it('who has not logged in changes nothing and learns no secret', { timeout: 3_600_000 }, async () => {
  const technician = new QuietTechnician();
  const before = technician.counter.world.entries.length;
  const shown = await typeAnything(technician, new Chance(SEED), CHUNKS);
  const since = technician.counter.world.entries.slice(before).map(({ type }) => type);
  expect(
    since.filter((type) => /^(sale|refund|void|settlement|journal|operator\.registered|policy)/.test(type)),
  ).toEqual([]);
  expect(technician.ends).toEqual([]);
  expect(technician.offsetMs).toBe(0);
  expect(leaksIn(Buffer.from(shown), demonstrationSecrets())).toEqual([]);
});

it('who has logged in cannot bring it down, and the counter sells afterwards', { timeout: 3_600_000 }, async () => {
  const technician = new QuietTechnician();
  technician.counter.sell('4500');
  await technician.logsIn();
  const shown = await typeAnything(technician, new Chance(SEED + 1), CHUNKS);
  expect(leaksIn(Buffer.from(shown), demonstrationSecrets())).toEqual([]);
  expect(technician.counter.world.broken).toEqual([]);
  expect(technician.counter.journal.verify().ok).toBe(true);
});
