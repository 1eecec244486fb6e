/** The graph of our modules: who names whom. */
import { posix } from 'node:path';
import { type Import, type Module, parseModule } from './syntax.ts';
import { isCode, type SourceFile } from './tree.ts';

/** An import as a rule wants it: `target` is a path of ours, or a package (`node:net`, `xstate`) when `ours` is false. */
export interface Edge extends Import {
  readonly from: string;
  readonly target: string;
  readonly ours: boolean;
}

/** Every code file, parsed. Parsing is most of the cost: rules share the result. */
export function parseAll(files: readonly SourceFile[]): readonly Module[] {
  return files.filter((file) => isCode(file.path)).map(parseModule);
}

export function edgesOf(module: Module): readonly Edge[] {
  const from = module.file.path;
  return module.imports.map((found) => {
    const ours = /^[./#]/.test(found.specifier);
    const target = ours ? posix.join(posix.dirname(from), found.specifier) : packageOf(found.specifier);
    return { ...found, from, target, ours };
  });
}

/** `vitest/node` → `vitest`, `@napi-rs/canvas/x` → `@napi-rs/canvas`, `net` and `node:net` → `node:net`. */
export function packageOf(specifier: string): string {
  if (specifier.startsWith('node:')) return specifier.split('/')[0] as string;
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  return BARE_BUILTINS.has(name) ? `node:${name}` : name;
}
const BARE_BUILTINS: ReadonlySet<string> = new Set([
  'net',
  'tls',
  'fs',
  'timers',
  'crypto',
  'child_process',
  'http',
  'dgram',
]);
