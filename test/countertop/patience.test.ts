/** Who is kept from running is not late; who has run and shows nothing is. */
import { expect, test } from 'vitest';
import { Patience, processorOf, readSchedstat } from './patience.ts';

/** The readings of a process, one a call: seconds that it ran, and stood in the queue. */
function readings(...seconds: readonly (readonly [number, number])[]) {
  let at = -1;
  return () => {
    at = Math.min(at + 1, seconds.length - 1);
    const [ran = 0, queued = 0] = seconds[at] ?? [];
    return { ranMs: ran * 1000, queuedMs: queued * 1000 };
  };
}

test('the kernel tells what a process ran and how long it stood in the queue', () => {
  expect(readSchedstat('224000000 27160000000 627\n')).toEqual({ ranMs: 224, queuedMs: 27_160 });
  expect(readSchedstat('')).toEqual({ ranMs: 0, queuedMs: 0 });
  expect(processorOf(process.pid).ranMs).toBeGreaterThan(0);
  expect(processorOf(0)).toEqual({ ranMs: 0, queuedMs: 0 });
});

test('a process that had the processor is given no more time', () => {
  const patience = new Patience(30_000, readings([1, 0], [2, 0.4]));
  expect(patience.moreMs()).toBe(0);
});

test('what it stood in the queue is added, as long as it stands there, and what it got is told', () => {
  const patience = new Patience(30_000, readings([0, 0], [0.2, 27], [0.4, 51], [1.3, 52], [1.3, 52]));
  expect([patience.moreMs(), patience.moreMs(), patience.moreMs()]).toEqual([27_000, 24_000, 0]);
  expect(patience.told()).toBe(
    'of which it ran 1.3 s and stood in the queue for the processor 52.0 s; 51.0 s were added for that',
  );
});

test('it comes to an end all the same', () => {
  let queuedMs = 0;
  const patience = new Patience(1_000, () => {
    queuedMs += 1_000;
    return { ranMs: 0, queuedMs };
  });
  let given = 0;
  for (let more = patience.moreMs(); more > 0; more = patience.moreMs()) given += more;
  expect(given).toBe(8_000);
});
