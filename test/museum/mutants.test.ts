/** The wrong implementations still fit the tree, and no exhibit is without one: a list that has rotted would be noticed only by the long run. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { museumMutants } from './mutants.ts';

const exhibits = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.test.ts') && file !== 'mutants.test.ts')
  .map((file) => file.replace('.test.ts', ''));

it('every exhibit has one, and each is of an exhibit', () => {
  expect([...new Set(museumMutants.map(({ exhibit }) => exhibit))].sort()).toEqual(exhibits.sort());
});

it.each(museumMutants)('$exhibit: $harm', ({ exhibit, test, patches }) => {
  for (const { file, find, put } of patches) {
    const text = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
    expect(text.split(find), `${file} holds the text once`).toHaveLength(2);
    expect(put).not.toBe(find);
  }
  const source = readFileSync(new URL(`${exhibit}.test.ts`, import.meta.url), 'utf8');
  for (const name of test?.split('|') ?? []) expect(source, `a test of ${exhibit} is named so`).toContain(name);
});
