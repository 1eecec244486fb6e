/** Time, counted: no parser takes more than so many steps for each byte of a long input, and no regular expression that meets one goes back and back. */
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { MOST_WORK_A_BYTE, mostWorkOf } from './long.ts';
import type { Parser } from './parser.ts';
import { WorkCounter } from './work.ts';

const SAMPLES = 40;
const SEED = 20_260_302;
/** Shorter texts are over before it matters. */
const SHORT = 64;

const counter = new WorkCounter(/\/(?:drivers|firmware|storage|scripts|test\/fuzz\/work\.test\.ts)/);
const { chunksFor, PARSERS } = await import('./parsers.ts');

afterAll(() => counter.end());

it.each(PARSERS)('$name: its work grows with what it is given', (parser) => {
  expect(mostWorkOf(parser, counter)).toBeLessThanOrEqual(parser.mostWorkAByte ?? MOST_WORK_A_BYTE);
});

it('no regular expression that meets an input takes longer than in proportion', () => {
  for (const parser of PARSERS)
    for (const chunks of fc.sample(chunksFor(parser), { numRuns: SAMPLES, seed: SEED }))
      counter.watch(() => void parser.feed(chunks));
  expect(counter.unsafeExpressions(SHORT)).toEqual([]);
});

it('the code of the parsers is what is counted', () => {
  const scanner = PARSERS.find(({ name }) => name === 'scanner');
  const bytes = new Uint8Array(1_000).fill(0x41);
  expect(counter.of(() => void scanner?.feed([bytes])).runs).toBe(bytes.length);
});

const NOTHING = { heldBytes: 0, results: 0 };

/** Looks at all that came before at each byte. */
function looksBack(bytes: Uint8Array): number {
  let same = 0;
  for (let at = 0; at < bytes.length; at += 1)
    for (let to = 0; to < at; to += 1) if (bytes[to] === bytes[at]) same += 1;
  return same;
}

it.each<[string, Parser['feed']]>([
  ['that looks back from each byte', ([first]) => (looksBack(first ?? new Uint8Array()) < 0 ? NOTHING : NOTHING)],
  [
    'that copies the rest at each byte',
    ([first = new Uint8Array()]) => {
      for (let rest = first; rest.length > 0; ) rest = rest.slice(1);
      return NOTHING;
    },
  ],
])('a parser %s is found out', (_, feed) => {
  expect(mostWorkOf({ name: 'slow', known: ['41'], mostHeldBytes: 0, feed }, counter)).toBeGreaterThan(
    MOST_WORK_A_BYTE,
  );
});

it('a regular expression that goes back from each place is found out', () => {
  counter.watch(() => void /a+$/.exec('a'.repeat(SHORT + 1)));
  expect(counter.unsafeExpressions(SHORT)).toContain('/a+$/');
});
