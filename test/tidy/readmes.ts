/** READMEs stay true (design §3): a file that one names is there, and a room of what ships, or of what people start, names every file of its own. */
import { isCode, isProduct, lineAt, type Rule, type SourceFile } from './tree.ts';

const README = /(?:^|\/)README\.md$/;
/** What stands between back quotes; a block of code is no naming of files. */
const QUOTED = /`([^`\n]+)`/g;
const FILE_NAME = /(?<![\w./*-])[\w./*-]*\.(?:ts|mjs)(?![\w-])/g;

interface Named {
  readonly name: string;
  readonly at: number;
}

function namesIn(text: string): readonly Named[] {
  return [...text.matchAll(QUOTED)].flatMap(({ 1: quoted = '', index }) =>
    [...quoted.matchAll(FILE_NAME)].map(([name]) => ({ name, at: index })),
  );
}

const roomOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1);

/** `a-*.ts` and `journal-N.ts` stand for several. */
function pattern(name: string): RegExp {
  const literal = name.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${literal.replaceAll('*', '[^/]*').replace(/-N\b/, '-\\d+')}$`);
}

/** From the room, as `../effects/people.ts` is meant. */
function resolved(room: string, name: string): string {
  const parts: string[] = [];
  for (const part of `${room}${name}`.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}

/** A bare name is of the room, of a room below it or of one that it stands in; what has a folder may be anywhere. */
function isThere(name: string, room: string, paths: readonly string[]): boolean {
  const fromHere = pattern(resolved(room, name));
  const tail = pattern(name);
  const ending = /[^*]*$/.exec(name.slice(name.lastIndexOf('/') + 1).replace(/^.*-N\b/, ''))?.[0] ?? '';
  return paths.some((path) => {
    if (!path.endsWith(ending)) return false;
    if (fromHere.test(path)) return true;
    if (name.includes('/')) return path.split('/').some((_, i, parts) => tail.test(parts.slice(i).join('/')));
    const isNear = path.startsWith(room) || room.startsWith(roomOf(path));
    return isNear && tail.test(path.slice(roomOf(path).length));
  });
}

/** Every file that a README names exists. */
export const staleNames: Rule = (files) => {
  const paths = files.map(({ path }) => path);
  return files
    .filter(({ path }) => README.test(path))
    .flatMap(({ path, text }) =>
      namesIn(text)
        .filter(({ name }) => !isThere(name, roomOf(path), paths))
        .map(({ name, at }) => `${path}:${lineAt(text, at)}: there is no ${name}`),
    );
};

/** Every file of a room that ships, or of scripts/, stands in its README. */
export const unnamedFiles: Rule = (files) => {
  const readmes = new Map(files.filter(({ path }) => README.test(path)).map((file) => [roomOf(file.path), file]));
  return files
    .filter(({ path }) => (isProduct(path) || path.startsWith('scripts/')) && isCode(path))
    .flatMap(({ path }) => {
      const readme: SourceFile | undefined = readmes.get(roomOf(path));
      if (readme === undefined) return [];
      const patterns = namesIn(readme.text).map(({ name }) => pattern(resolved(roomOf(path), name)));
      return patterns.some((one) => one.test(path)) ? [] : [`${readme.path}: says nothing of ${path}`];
    });
};
