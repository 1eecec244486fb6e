/** Design §10: runtime dependencies are few, pinned, and each named with its reason in the README. */
import { describe, expect, it } from 'vitest';
import { looseVersions, packagesWithoutReason } from './packages.ts';
import { readTree } from './tree.ts';

const textOf = (path: string) => readTree().find((file) => file.path === path)?.text ?? '';
const manifest = JSON.parse(textOf('package.json')) as {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
};

describe('packages', () => {
  it('have exact versions', () => expect(looseVersions(manifest)).toEqual([]));
  it.each(['^1.2.3', '~1.2.3', '*', 'latest', '1.2', 'github:a/b', '>=1.0.0'])('%s is not exact', (version) => {
    expect(looseVersions({ devDependencies: { a: version } })).toHaveLength(1);
  });
  it('each has its reason in README.md', () =>
    expect(packagesWithoutReason(manifest, textOf('README.md'))).toEqual([]));
  it('a name without a reason, or a longer name, is none', () => {
    const readme =
      '| package | why |\n|---|---|\n| `a`, `@b/c` 1.2.3 | they do x |\n| d |  |\n| node-hid | HID |\n\ne does y\n';
    const dependencies = { a: '1.0.0', '@b/c': '1.0.0', d: '1.0.0', node: '1.0.0', e: '1.0.0' };
    expect(packagesWithoutReason({ dependencies }, readme).map((line) => /why (\S+)/.exec(line)?.[1])).toEqual([
      'd',
      'node',
      'e',
    ]);
  });
});
