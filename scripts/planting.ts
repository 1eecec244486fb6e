/** A copy of the tree in which bugs are planted, one at a time, so that what should find them can be seen to (npm run mutants). */
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Patch } from '../test/simulation/planted.ts';

export const ROOT = join(import.meta.dirname, '..');
const ROOMS = ['firmware', 'drivers', 'storage', 'scripts', 'test', 'package.json', 'tsconfig.json'];

/** Gone when `use` returns or throws. */
export function withCopyOfTree<T>(use: (tree: string) => T): T {
  const tree = copyOfTree();
  try {
    return use(tree);
  } finally {
    rmSync(tree, { recursive: true, force: true });
  }
}

function copyOfTree(): string {
  const tree = mkdtempSync(join(tmpdir(), 'tillproof-mutants-'));
  for (const room of ROOMS) cpSync(join(ROOT, room), join(tree, room), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(tree, 'node_modules'));
  return tree;
}

/** A copy of its own, so that several can be worked beside each other; `planted` null: nothing is. @throws Error where a patch does not fit its file any more */
export async function inCopyOfTree<T>(planted: Planted | null, use: (tree: string) => Promise<T>): Promise<T> {
  const tree = copyOfTree();
  try {
    if (planted !== null) putIn(tree, planted, new Map());
    return await use(tree);
  } finally {
    rmSync(tree, { recursive: true, force: true });
  }
}

interface Planted {
  readonly name: string;
  readonly patches: readonly Patch[];
}

/** The tree is as it was afterwards. @throws Error where a patch does not fit its file any more. */
export function plant<T>(tree: string, planted: Planted, run: () => T): T {
  const before = new Map<string, string>();
  try {
    putIn(tree, planted, before);
    return run();
  } finally {
    for (const [path, text] of before) writeFileSync(path, text);
  }
}

/** @param before is given the files as they were */
function putIn(tree: string, { name, patches }: Planted, before: Map<string, string>): void {
  for (const { file, find, put } of patches) {
    const path = join(tree, file);
    const text = readFileSync(path, 'utf8');
    if (!before.has(path)) before.set(path, text);
    if (text.split(find).length !== 2)
      throw new Error(
        `${name} does not fit ${file} any more: its text must stand there once; see the list that it is in`,
      );
    writeFileSync(
      path,
      text.replace(find, () => put),
    );
  }
}
