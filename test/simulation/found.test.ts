/** What the simulation has found in the firmware, shrunk to the acts that show it: each stays found. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { fastFolder } from './campaign.ts';
import { play, type Script } from './play.ts';

const folder = new URL('./found/', import.meta.url);
const scripts = readdirSync(folder).map((name) => {
  const script = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Script & { readonly found: string };
  return [`${name}: ${script.found}`, script] as const;
});

it.each(scripts)('%s', { timeout: 120_000 }, async (_, script) => {
  expect((await play(script, { folder: fastFolder() })).broken).toEqual([]);
});
