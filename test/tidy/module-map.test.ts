/** The map of modules between starts: what it says is what Node would find, and without it everything is as with it. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ROOT } from './tree.ts';

let house = '';
beforeEach(() => {
  house = mkdtempSync(join(tmpdir(), 'module-map-'));
  for (const folder of ['firmware', 'scripts/start', 'node_modules'])
    mkdirSync(join(house, folder), { recursive: true });
  writeFileSync(join(house, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(house, 'package-lock.json'), '{}');
  writeFileSync(join(house, 'scripts/start/module-map.mjs'), readFileSync(join(ROOT, 'scripts/start/module-map.mjs')));
  writeFileSync(
    join(house, 'firmware/main.ts'),
    "import { a } from './a.ts';\nimport { z } from 'zod';\nconsole.log(a, typeof z.object);\n",
  );
  writeFileSync(join(house, 'firmware/a.ts'), 'export const a: number = 1;\n');
  symlinkSync(join(ROOT, 'node_modules/zod'), join(house, 'node_modules/zod'));
});
afterEach(() => rmSync(house, { recursive: true, force: true }));

const start = (script = 'firmware/main.ts') =>
  spawnSync(process.execPath, ['--import', join(house, 'scripts/start/module-map.mjs'), join(house, script)], {
    encoding: 'utf8',
  });
const cache = () => join(house, 'node_modules/.cache/resolved');
const mapFile = () => join(cache(), readdirSync(cache())[0] ?? 'none');

it('the first start writes it, the next ones read it and do the same', () => {
  for (let n = 0; n < 3; n += 1) expect(start()).toMatchObject({ status: 0, stdout: '1 function\n', stderr: '' });
  expect(readdirSync(cache())).toHaveLength(1);
  expect(readFileSync(mapFile(), 'utf8')).toContain('./a.ts');
});

it('a file that changed is read anew; an import that is new is found', () => {
  start();
  writeFileSync(join(house, 'firmware/a.ts'), "export { b as a } from './b.ts';\n");
  writeFileSync(join(house, 'firmware/b.ts'), 'export const b = 2;\n');
  expect(start().stdout).toBe('2 function\n');
  expect(readFileSync(mapFile(), 'utf8')).toContain('./b.ts');
});

it('a change that leaves size and time as they were is seen: what runs is what stands in the file', () => {
  const file = join(house, 'firmware/a.ts');
  start();
  const { atime, mtime } = statSync(file);
  writeFileSync(file, 'export const a: number = 2;\n');
  utimesSync(file, atime, mtime);
  expect(start().stdout).toBe('2 function\n');
});

it('lines of what fails are those of the file, also from the map', () => {
  const failing =
    'interface Long {\n  readonly a: string;\n}\nexport const a = ((x: Long): number => { throw new Error(x.a); })({ a: "here" });\n';
  writeFileSync(join(house, 'firmware/a.ts'), failing);
  const first = start();
  expect(first.stderr).toMatch(/a\.ts:4/);
  expect(start().stderr).toBe(first.stderr);
  expect(readFileSync(mapFile(), 'utf8')).toContain('here');
});

it('what is damaged is not believed, and mended', () => {
  start();
  const good = readFileSync(mapFile(), 'utf8');
  for (const bad of ['', '{', good.slice(0, -5), good.replace('a.ts', 'x.ts')]) {
    writeFileSync(mapFile(), bad);
    expect(start()).toMatchObject({ status: 0, stdout: '1 function\n', stderr: '' });
    expect(readFileSync(mapFile(), 'utf8')).toBe(good);
  }
});

it('a map of an older form is not read', () => {
  start();
  const old = JSON.stringify({ firmware: {} });
  writeFileSync(mapFile(), `${createHash('sha256').update(old).digest('hex')}\n${old}`);
  writeFileSync(
    join(house, 'scripts/start/module-map.mjs'),
    `${readFileSync(join(ROOT, 'scripts/start/module-map.mjs'), 'utf8')}\n`,
  );
  expect(start()).toMatchObject({ status: 0, stdout: '1 function\n', stderr: '' });
  expect(readdirSync(cache())).toHaveLength(2);
});

it('another lock file has another map; where none can be written there is none', () => {
  start();
  writeFileSync(join(house, 'package-lock.json'), '{ "new": true }');
  start();
  expect(readdirSync(cache())).toHaveLength(2);
  rmSync(join(house, 'node_modules/.cache'), { recursive: true });
  writeFileSync(join(house, 'node_modules/.cache'), 'in the way');
  expect(start()).toMatchObject({ status: 0, stdout: '1 function\n', stderr: '' });
});

it('other programs pass untouched', () => {
  writeFileSync(join(house, 'firmware/other.ts'), "import { a } from './a.ts';\nconsole.log(a);\n");
  expect(start('firmware/other.ts').stdout).toBe('1\n');
  expect(readdirSync(join(house, 'node_modules'))).toEqual(['zod']);
});
