/**
 * What is left lying when things go wrong, or is made for somebody else: a terminal that dies by a signal with a card in its memory, a journal set aside, a
 * staging folder, evidence, lists, e-slips, the terminal's own log. None holds a secret; and each place is one in which a planted one is found (promise 5).
 */
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { putRight, ringUp, sell } from '../countertop/cashier.ts';
import type { Countertop } from '../countertop/countertop.ts';
import { TEST_CARDS } from '../countertop/countertop.ts';
import { judge } from '../countertop/judge.ts';
import { openScene } from '../scenarios/scene.ts';
import { leaksBelow, leaksIn } from './leaks.ts';
import { demonstrationSecrets, MASTER_KEY } from './secrets.ts';

/** Half of the demonstration's key is the alphabet of hex as well, which stands on every page that checks a hash. */
const SECRETS = demonstrationSecrets().filter((secret) => secret !== MASTER_KEY.slice(0, 16));
/** Memory has its own rights; a dump of registers and mappings is small. */
const MOST_OF_A_DUMP = 4 * 1024 * 1024;
/** The kernel's own words for "no memory at all". */
const NO_MEMORY = /^0+\s*$/;

/** Dies in the middle of a sale. @param dumps as `ulimit -c` has it. @returns the folder in which a dump would lie */
async function diesBy(countertop: Countertop, signal: NodeJS.Signals, dumps: '0' | 'unlimited'): Promise<string> {
  const place = join(countertop.folder, `died-by-${signal}`);
  mkdirSync(place);
  await countertop.powerOn(/READY/, ['sh', '-c', `cd '${place}'; ulimit -c ${dumps}; exec "$0" "$@"`]);
  await countertop.untilSignedOn();
  const { firmware, acquirer } = countertop;
  expect(readFileSync(`/proc/${firmware.pid}/coredump_filter`, 'utf8')).toMatch(NO_MEMORY);
  await acquirer.do('silent', { kind: 'sale' });
  const since = acquirer.events.length;
  // Would let a debugger in, who could take the whole memory home.
  process.kill(firmware.pid, 'SIGUSR1');
  await ringUp(countertop, '300');
  await acquirer.until(({ event, kind }) => event === 'request' && kind === 'sale', 'request', since);
  process.kill(firmware.pid, signal);
  await firmware.ended;
  expect(firmware.stderr).toMatch(/no debugger is let in/);
  expect(firmware.stderr).not.toMatch(/Debugger listening/);
  writeFileSync(join(place, 'stderr'), `${firmware.stderr}\n${firmware.frame.join('\n')}`);
  return place;
}

test('a dump of a terminal that dies with a card in its memory has no memory in it, and as it is started there is none', {
  timeout: 240_000,
}, async () => {
  const countertop = await openScene();
  const place = await diesBy(countertop, 'SIGSEGV', 'unlimited');
  // A card may still stand in the registers: that is why the supervisor allows no dump at all.
  for (const file of readdirSync(place))
    expect([file, statSync(join(place, file)).size < MOST_OF_A_DUMP]).toEqual([file, true]);
  expect(leaksIn(readFileSync(join(place, 'stderr')), SECRETS)).toEqual([]);
  await countertop.acquirer.do('clear-faults');
  await putRight(countertop);
  expect(await judge(countertop)).toEqual([]);
});

test('nothing that is left behind or taken along holds a secret, and the search would find it there', {
  timeout: 240_000,
}, async () => {
  const countertop = await openScene();
  const places = [await diesBy(countertop, 'SIGABRT', '0')];
  expect(readdirSync(places[0] ?? '')).toEqual(['stderr']);
  await countertop.acquirer.do('clear-faults');
  await putRight(countertop);
  await sell(countertop, '4500');
  await countertop.press('confirm');
  const taken = join(countertop.folder, 'taken');
  mkdirSync(taken);
  const sale = countertop.entries().findLast(({ type }) => type === 'sale.approved')?.txn ?? '';
  expect((await countertop.journal('backup', join(taken, 'backup'))).code).toBe(0);
  expect((await countertop.journal('evidence', sale, '--out', join(taken, 'evidence'))).code).toBe(0);
  expect((await countertop.journal('e-slip-page', join(taken, 'page.html'))).code).toBe(0);
  for (const [name, ...args] of [
    ['list.csv', 'list', '--csv'],
    ['obligations.jsonl', 'obligations', '--json'],
    ['timeline', 'show', sale],
  ] as const)
    writeFileSync(join(taken, name), (await countertop.journal(...args)).stdout);
  // The journal is damaged, then restored: the damaged one is set aside, with its log as it was.
  await countertop.cutPower();
  truncateSync(join(countertop.data, 'journal.sqlite'), 40_000);
  const { code, stderr } = await countertop.journal('restore', join(taken, 'backup'));
  expect([code, stderr]).toEqual([0, '']);
  const aside = readdirSync(countertop.data).filter((name) => name.startsWith('before-restore-'));
  expect(aside).toHaveLength(1);
  places.push(taken, join(taken, 'evidence'), ...aside.map((name) => join(countertop.data, name)), countertop.data);
  for (const place of places) {
    expect(existsSync(place)).toBe(true);
    expect(leaksBelow(place, SECRETS)).toEqual([]);
  }
  for (const place of places) {
    const file = readdirSync(place, { recursive: true, withFileTypes: true }).find((entry) => entry.isFile());
    if (file === undefined) throw new Error(`${place} is empty: nothing was searched`);
    appendFileSync(join(file.parentPath, file.name), Buffer.from(`${TEST_CARDS.visa.pan}d2912`, 'hex'));
    expect(leaksBelow(place, SECRETS)).toContainEqual(expect.stringContaining('BCD'));
  }
});
