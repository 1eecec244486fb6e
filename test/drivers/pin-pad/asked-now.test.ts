/** Is the pad well, now? Message 16 on purpose (requirement E2). */
import { expect, it } from 'vitest';
import type { Tried } from '../../../drivers/link/question.ts';
import { ACK, type Bench, bench, EOT, enteringBench, readyBench } from './bench.ts';
import { frame } from './golden.ts';

/** @returns where what was found is told */
function asked(one: Bench): Tried[] {
  const tried: Tried[] = [];
  one.session.test((how) => tried.push(how));
  expect(tried).toEqual([]);
  one.clock.advance(0);
  return tried;
}

it('tests itself and answers; a fault that is new is told as well', () => {
  const one = readyBench();
  one.sent();
  const tried = asked(one);
  expect(one.sent()).toContain('3136');
  one.pad(ACK, frame('RAM and keys are faulty'), EOT);
  one.clock.advance(1_000);
  expect(tried).toEqual(['answered']);
  expect(one.events.at(-1)).toMatchObject({ type: 'pinPad.selfTestChanged' });
});

it('is deaf: silent, and lost', () => {
  const one = readyBench();
  const tried = asked(one);
  one.clock.advance(60_000);
  expect(tried).toEqual(['silent']);
  expect(one.events.at(-1)).toMatchObject({ type: 'pinPad.lost' });
});

it('somebody enters a PIN: not disturbed', () => {
  const one = enteringBench();
  one.sent();
  expect(asked(one)).toEqual(['no-question']);
  expect(one.sent()).toBe('');
});

it('was never identified, or is closed meanwhile: silent', () => {
  expect(asked(bench())).toEqual(['silent']);
  const one = readyBench();
  const tried = asked(one);
  one.session.close();
  expect(tried).toEqual(['silent']);
});
