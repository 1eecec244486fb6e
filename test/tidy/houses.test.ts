/** Design §3: the top level is fixed, every room explains itself, files are small and named for what they do. */
import { describe, expect, it } from 'vitest';
import {
  barrels,
  FILE_LINES_MAX,
  FUNCTION_LINES_MAX,
  longFiles,
  longFunctions,
  names,
  roomsWithoutReadme,
  topLevel,
} from './houses.ts';
import { parseAll } from './modules.ts';
import { ignoredBy, planted, readTree } from './tree.ts';

const files = readTree();
const modules = parseAll(files);

describe('the top level', () => {
  it('is as designed', () => expect(topLevel(files)).toEqual([]));
  it('lets nobody move in, and notices who left', () => {
    const house = [
      'firmware/a',
      'drivers/a',
      'storage/a',
      'scripts/a',
      'test/a',
      'package.json',
      'tsconfig.json',
      'README.md',
    ]
      .concat(['package-lock.json', '.ci/run', '.gitignore'])
      .map((path) => ({ path, text: '' }));
    expect(topLevel(house)).toEqual([]);
    expect(topLevel([...house, ...planted('docs/plan.md', '')])).toEqual(['docs: no entry of the top level']);
    expect(topLevel([...house, ...planted('vitest.config.ts', '')])).toHaveLength(1);
    expect(topLevel(house.slice(1))).toEqual(['firmware: missing at the top level']);
  });
  it('reads .gitignore or says that it cannot', () => {
    const ignored = ignoredBy('node_modules/\n/var/\n*.log\n');
    expect([ignored('node_modules', true), ignored('a/node_modules', true), ignored('var', true)]).toEqual([
      true,
      true,
      true,
    ]);
    expect([ignored('a/var', true), ignored('a/b.log', false), ignored('a/log', false)]).toEqual([false, true, false]);
    expect(() => ignoredBy('!keep')).toThrow('is not read');
  });
});

describe('rooms', () => {
  it('explain themselves', () => expect(roomsWithoutReadme(files)).toEqual([]));
  it.each([
    'drivers/modem/wire.ts',
    'firmware/games/chess.ts',
    'test/emulators/modem/model.ts',
    'test/museum/a.test.ts',
  ])('%s needs a README beside it', (path) => {
    const room = path.slice(0, path.lastIndexOf('/'));
    expect(roomsWithoutReadme(planted(path, '')).join()).toContain(`${room}/README.md`);
  });
  it('a folder of tests that mirrors a room needs none', () => {
    expect(roomsWithoutReadme(planted('test/firmware/rules/a.test.ts', ''))).toEqual([
      'test/README.md: missing: what lives here, what it may import, one flow through it',
    ]);
  });
});

describe('names', () => {
  it('are kebab-case and mean something', () => expect(names(files)).toEqual([]));
  it.each([
    'firmware/rules/Limits.ts',
    'firmware/rules/card_limits.ts',
    'drivers/utils/bytes.ts',
    'storage/date-helpers.ts',
    'test/common.test.ts',
  ])('not %s', (path) => expect(names(planted(path, ''))).toHaveLength(1));
});

describe('sizes', () => {
  it('files hold one thing', () => expect(longFiles(files)).toEqual([]));
  it('functions too', () => expect(longFunctions(modules)).toEqual([]));
  it('a long file is found', () => {
    expect(longFiles(planted('storage/a.ts', 'x;\n'.repeat(FILE_LINES_MAX)))).toEqual([]);
    expect(longFiles(planted('storage/a.ts', 'x;\n'.repeat(FILE_LINES_MAX + 1)))).toHaveLength(1);
  });
  it('a long function is found in any form; a chapter of tests is none', () => {
    const body = '\n'.repeat(FUNCTION_LINES_MAX);
    const found = (text: string) => longFunctions(parseAll(planted('storage/a.ts', text))).length;
    expect(found(`function f() {${body}}`)).toBe(1);
    expect(found(`const f = () => {${body}};`)).toBe(1);
    expect(found(`class A { m() {${body}} }`)).toBe(1);
    expect(found(`it('x', () => {${body}});`)).toBe(1);
    expect(found(`describe('x', () => {${body}});`)).toBe(0);
    expect(found(`describe.each([1])('x', () => {${body}});`)).toBe(0);
    expect(found(`function f() {${body.slice(1)}}`)).toBe(0);
  });
});

describe('barrels', () => {
  it('there are none', () => expect(barrels(modules)).toEqual([]));
  it.each([
    "export * from './a.ts';",
    "export type { A } from './a.ts';\nexport { b } from './b.ts';",
    "import { a } from './a.ts';\nexport { a };",
  ])('%j', (text) => expect(barrels(parseAll(planted('drivers/link/index.ts', text)))).toHaveLength(1));
  it('a module that adds something is none', () => {
    expect(barrels(parseAll(planted('drivers/link/a.ts', "export { b } from './b.ts';\nexport const c = 1;")))).toEqual(
      [],
    );
  });
});
