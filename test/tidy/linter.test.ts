/** The linter mirrors the law in the editor: the same planted lines are red there, with the dotfile that editors read. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from './tree.ts';

const BIOME = join(ROOT, 'node_modules', '@biomejs', 'biome', 'bin', 'biome');

const PLANTED: readonly (readonly [path: string, text: string, rule: string])[] = [
  ['firmware/rules/a.ts', "export type { X } from '../../drivers/link/link.ts';", 'noRestrictedImports'],
  [
    'firmware/receipts/b.ts',
    "import { readFileSync } from 'node:fs';\nexport const read = readFileSync;",
    'noRestrictedImports',
  ],
  ['drivers/printer/c.ts', 'export const now = Date.now();', 'noRestrictedGlobals'],
  ['drivers/printer/d.ts', "import net from 'node:net';\nexport const open = net;", 'noRestrictedImports'],
  [
    'drivers/printer/e.ts',
    "import type { A } from '../../firmware/rules/a.ts';\nexport type B = A;",
    'noRestrictedImports',
  ],
  ['storage/journal/f.ts', 'export const wait = setTimeout;', 'noRestrictedGlobals'],
  [
    'storage/journal/g.ts',
    "import type { A } from '../../drivers/link/link.ts';\nexport type B = A;",
    'noRestrictedImports',
  ],
  ['storage/h.ts', "import type { I } from './i.ts';\nexport type H = I;", 'noImportCycles'],
  ['storage/i.ts', "import type { H } from './h.ts';\nexport type I = H;", 'noImportCycles'],
  [
    'test/emulators/printer/j.ts',
    "import type { A } from '../../../drivers/link/link.ts';\nexport type B = A;",
    'noRestrictedImports',
  ],
  ['test/k.test.ts', "import { it } from 'vitest';\nit.only('a', () => {});", 'noFocusedTests'],
  ['test/l.test.ts', "import { it } from 'vitest';\nit.skip('a', () => {});", 'noSkippedTests'],
  ['scripts/M.ts', 'export const m = 1;', 'useFilenamingConvention'],
  ['scripts/n.ts', "export * from './o.ts';", 'noReExportAll'],
  ['scripts/p.ts', 'export const p = (q: string) => q as any;', 'noExplicitAny'],
];
const ALLOWED: readonly (readonly [path: string, text: string])[] = [
  ['firmware/main.ts', 'export const now = Date.now();'],
  ['drivers/link/tcp.ts', "import net from 'node:net';\nexport const open = net;"],
  ['firmware/rules/z.ts', "import type { A } from '../../storage/facts.ts';\nexport type B = A;"],
];

describe('the linter', () => {
  let folder = '';
  let found: readonly string[] = [];
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'tillproof-lint-'));
    copyFileSync(join(ROOT, '.biome.json'), join(folder, '.biome.json'));
    for (const [path, text] of [...PLANTED, ...ALLOWED]) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), `${text}\n`);
    }
    const options = ['lint', '--vcs-enabled=false', '--reporter=github', '--max-diagnostics=none', '.'];
    const done = spawnSync(process.execPath, [BIOME, ...options], { cwd: folder, encoding: 'utf8' });
    found = done.stdout.split('\n').filter((line) => line.startsWith('::'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(PLANTED)('%s: %j is red by %s', (path, _, rule) => {
    expect(found.filter((line) => line.includes(`${path},`)).join('\n')).toContain(rule);
  });
  it.each(ALLOWED)('%s: %j is allowed', (path) => {
    expect(found.filter((line) => line.includes(`${path},`))).toEqual([]);
  });
});
