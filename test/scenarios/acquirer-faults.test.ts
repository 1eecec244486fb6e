/** Every fault verb that the acquirer's emulator has, at the money desk: whatever it does, the books agree in the end and the next sale goes. */
import { expect, test } from 'vitest';
import { FAULT_NAMES, type FaultName } from '../emulators/acquirer/faults.ts';
import { AcquirerWorld } from './acquirer-world.ts';

/** What a verb cannot do without, and which message it is for where not a sale. */
const ARGUMENTS: { readonly [fault in FaultName]?: Readonly<Record<string, unknown>> } = {
  'request-late': { ms: 90_000 },
  'answer-late': { ms: 90_000 },
  truncated: { bytes: 20 },
  garbage: { hex: '00056000000000' },
  'cut-in-answer': { bytes: 20 },
  decline: { code: '51' },
  'refuse-reversal': { code: '96' },
  slow: { bytesPerSecond: 20 },
  'settlement-flag': { flag: '3' },
};

/** A chip alone takes them: issuer-scripts.test.ts. */
const SWIPED = FAULT_NAMES.filter((fault) => fault !== 'issue-scripts');

test.each(SWIPED)("%s: a sale, its consequences, a refund, the day's close", (fault) => {
  const world = new AcquirerWorld();
  const first = world.request('sale', 3_000);
  if (fault === 'refuse-reversal') world.tell('silent', { kind: 'sale' });
  if (fault === 'bad-kcv') world.tell('forget-keys');
  world.tell(fault, ARGUMENTS[fault] ?? {});
  world.request('sale', 5_000);
  world.settle();
  world.request('refund', 1_000, first);
  expect(world.journal.reversals()).toEqual([]);
  world.startSettlement();
  const struck = world.told.filter((told) => told.event === 'fault').length;
  if (!['decline', 'refuse-reversal', 'settlement-flag', 'bad-kcv'].includes(fault)) expect(struck).toBe(1);
  expect(world.tell('state')).toMatchObject({ faults: [] });
  expect(world.journal.settlement()).toBeNull();
  expect(world.broken()).toEqual([]);
  const next = world.request('sale', 700);
  expect(world.journal.transaction(next)).toMatchObject({ state: 'approved', batch: '000002' });
});
