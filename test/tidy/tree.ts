/** The tree under judgement: every file of the clone that is not ignored, with its text. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One file; `path` is relative to the top, with `/`. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** A rule that reads the tree and says what is wrong with it, one line per finding: `path:line: what`. */
export type Rule = (files: readonly SourceFile[]) => readonly string[];

export const ROOT = join(import.meta.dirname, '..', '..');

/** The rooms that ship: the law is strictest here. */
export const PRODUCT_ROOMS = ['firmware/', 'drivers/', 'storage/'] as const;

export function isProduct(path: string): boolean {
  return PRODUCT_ROOMS.some((room) => path.startsWith(room));
}
export function isCode(path: string): boolean {
  return /\.(ts|mts|mjs|js)$/.test(path);
}
export function isTest(path: string): boolean {
  return path.endsWith('.test.ts');
}

/** `files` with `planted` in place of a file of the same path: shows that a rule goes red. */
export function planted(path: string, text: string): readonly SourceFile[] {
  return [{ path, text }];
}

/** Line number, counted from 1, of the offset `at` in `text`. */
export function lineAt(text: string, at: number): number {
  let line = 1;
  for (let i = text.indexOf('\n'); i !== -1 && i < at; i = text.indexOf('\n', i + 1)) line += 1;
  return line;
}

/**
 * Reads the three forms of .gitignore that this house uses: `name/` or `*.ext` anywhere, `/name/` at the top.
 * @throws Error on any other form, so that a new one is not silently misread.
 */
export function ignoredBy(gitignore: string): (path: string, isFolder: boolean) => boolean {
  const tests = gitignore
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const form = /^(\/?)([\w.-]+)\/$|^\*(\.\w+)$/.exec(line);
      if (form === null) throw new Error(`.gitignore: this form is not read by test/tidy/tree.ts: ${line}`);
      const [, top, folder, extension] = form;
      if (extension !== undefined) return (path: string) => path.endsWith(extension);
      if (top === '/') return (path: string, isFolder: boolean) => isFolder && path === folder;
      return (path: string, isFolder: boolean) => isFolder && path.split('/').at(-1) === folder;
    });
  return (path, isFolder) => tests.some((test) => test(path, isFolder));
}

/** Reads the clone, without git: it also works where git is absent or distrusts the folder's owner. Binary files have no text. */
export function readTree(root: string = ROOT): readonly SourceFile[] {
  const ignored = ignoredBy(readFileSync(join(root, '.gitignore'), 'utf8'));
  const files: SourceFile[] = [];
  const walk = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (path === '.git' || ignored(path, entry.isDirectory())) continue;
      if (entry.isDirectory()) walk(path);
      else if (entry.isFile()) files.push({ path, text: textOf(readFileSync(join(root, path))) });
    }
  };
  walk('');
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function textOf(bytes: Buffer): string {
  return bytes.subarray(0, 8192).includes(0) ? '' : bytes.toString('utf8');
}
