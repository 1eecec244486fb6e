/** The planted bugs still fit the tree: a list that has rotted would be noticed only by the long run (`npm run mutants`). */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { MUTANTS } from './mutants.ts';

it.each(MUTANTS)('$name: $harm', ({ patches }) => {
  for (const { file, find, put } of patches) {
    const text = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
    expect(text.split(find), `${file} holds the text once`).toHaveLength(2);
    expect(put).not.toBe(find);
  }
});
