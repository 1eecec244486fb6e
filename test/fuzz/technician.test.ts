/** Anything typed at the maintenance port, before a login and after; `TILLPROOF_CHUNKS=100000` types longer. */
import { expect, it } from 'vitest';
import { leaksIn } from '../crash/leaks.ts';
import { demonstrationSecrets } from '../crash/secrets.ts';
import { QuietTechnician } from '../firmware/maintenance/quiet-technician.ts';
import { Chance } from '../simulation/chance.ts';
import { typeAnything } from './technician.ts';

const CHUNKS = Number(process.env['TILLPROOF_CHUNKS'] ?? 400);
const SEED = 20_260_302;

function expectNoSecret(shown: string): void {
  expect(leaksIn(Buffer.from(shown), demonstrationSecrets())).toEqual([]);
}

it('who has not logged in changes nothing and learns no secret', { timeout: 3_600_000 }, async () => {
  const technician = new QuietTechnician();
  const before = technician.counter.world.entries.length;
  await typeAnything(technician, new Chance(SEED), CHUNKS, expectNoSecret);
  const since = technician.counter.world.entries.slice(before).map(({ type }) => type);
  expect(
    since.filter((type) => /^(sale|refund|void|settlement|journal|operator\.registered|policy)/.test(type)),
  ).toEqual([]);
  expect(technician.ends).toEqual([]);
  expect(technician.offsetMs).toBe(0);
});

/** How often somebody looks whether what was typed has ended the session. */
const LOOKS_EVERY = 25;
const PROMPT = /5@tillproof# $/;

/** Ends whatever is open; logs in again where nobody is. A door that is locked after wrong PINs opens with time. */
async function isIn(technician: QuietTechnician): Promise<boolean> {
  const { world } = technician.counter;
  for (const keys of ['\x03', 'q\r', '\x03', '\r']) {
    technician.type(keys);
    world.pass(500);
  }
  if (PROMPT.test(technician.shown)) return true;
  try {
    await technician.asks('login 5', /PIN: $/);
    await technician.asks('5555', PROMPT);
    return true;
  } catch {
    world.pass(900_000);
    return false;
  }
}

it('who has logged in cannot bring it down, and the counter sells afterwards', { timeout: 3_600_000 }, async () => {
  const technician = new QuietTechnician();
  technician.counter.sell('4500');
  const chance = new Chance(SEED + 1);
  let timesIn = 0;
  const looks = Math.ceil(CHUNKS / LOOKS_EVERY);
  for (let look = 0; look < looks; look += 1) {
    if (await isIn(technician)) timesIn += 1;
    await typeAnything(technician, chance, Math.min(LOOKS_EVERY, CHUNKS - look * LOOKS_EVERY), expectNoSecret);
  }
  expect(timesIn).toBeGreaterThan(looks / 2);
  expect(technician.counter.world.broken).toEqual([]);
  expect(technician.counter.journal.verify().ok).toBe(true);
});
