/** No toys: nothing switched off, talked away or left over. */
import { describe, expect, it } from 'vitest';
import { anyTypes, forbiddenWords, lockedHosts, lockedPlatforms, mockedModules, switchedOffTests } from './honesty.ts';
import { parseAll } from './modules.ts';
import { planted, readTree } from './tree.ts';

const files = readTree();
const tree = parseAll(files);
const module = (text: string) => parseAll(planted('test/a.test.ts', text));

describe('tests', () => {
  it('are all on', () => expect(switchedOffTests(tree)).toEqual([]));
  it.each(['only', 'skip', 'todo', 'skipIf', 'runIf'])('%s is found', (off) => {
    expect(switchedOffTests(module(`it.${off}('a', () => {});`))).toHaveLength(1);
    expect(switchedOffTests(module(`describe.concurrent.${off}('a', () => {});`))).toHaveLength(1);
  });
  it.each(["xit('a', () => {});", "fdescribe('a', () => {});"])('%s is found', (text) => {
    expect(switchedOffTests(module(text))).toHaveLength(1);
  });
  it('other things may be skipped', () =>
    expect(switchedOffTests(module('reader.skip(4); const skip = 1;'))).toEqual([]));
  it('mock no module', () => expect(mockedModules(tree)).toEqual([]));
  it('a mocked module is found', () => {
    expect(mockedModules(module("vi.mock('../drivers/printer/escpos.ts');"))).toHaveLength(1);
  });
});

describe('types', () => {
  it('are never any', () => expect(anyTypes(tree)).toEqual([]));
  it.each(['const a = b as any;', 'function f(a: any) {}', 'let a: Map<string, any[]>;'])('%s', (text) => {
    expect(anyTypes(module(text))).toHaveLength(1);
  });
  it('the word is no type', () => expect(anyTypes(module("const any = 'as any';"))).toEqual([]));
});

describe('words', () => {
  it('none is left over', () => expect(forbiddenWords(files)).toEqual([]));
  it.each([
    `// @ts-${'ignore'}`,
    `// TO${'DO'} later`,
    `see /ho${'me'}/anna/till`,
    `"/wo${'rk'}/main"`,
    `/Us${'ers'}/anna`,
  ])('%s is found', (text) => {
    expect(forbiddenWords(planted('scripts/a.md', text))).toHaveLength(1);
  });
  it.each(['// @ts-expect-error', 'the to-do list', 'network/work/x', 'https://example.org/home/page', '~/work/x'])(
    'leaves alone: %s',
    (text) => {
      expect(forbiddenWords(planted('scripts/a.md', text))).toEqual([]);
    },
  );
});

describe('the lock file', () => {
  it('names no host', () => expect(lockedHosts(files)).toEqual([]));
  it('a host is found', () => {
    expect(
      lockedHosts(planted('package-lock.json', '{ "resolved": "https://registry.example.org/a/-/a-1.0.0.tgz" }')),
    ).toHaveLength(1);
  });
  it('knows the binaries of every kind of machine', () => expect(lockedPlatforms(files)).toEqual([]));
  it('a missing one is found', () => {
    const packages = {
      'node_modules/a': { optionalDependencies: { '@a/linux': '1.0.0', '@a/darwin': '1.0.0' } },
      'node_modules/@a/linux': {},
    };
    expect(lockedPlatforms(planted('package-lock.json', JSON.stringify({ packages })))).toEqual([
      expect.stringContaining('@a/darwin'),
    ]);
  });
});
