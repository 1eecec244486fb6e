/** The shape of the house (design §3): top level, rooms, names, sizes, no barrels. */
import { dottedName, isNode, type Module, type SyntaxNode, visit } from './syntax.ts';
import { isCode, lineAt, type Rule } from './tree.ts';

const TOP_LEVEL: ReadonlySet<string> = new Set([
  'firmware',
  'drivers',
  'storage',
  'scripts',
  'test',
  'package.json',
  'tsconfig.json',
  'README.md',
]);
const LOCK_FILE = 'package-lock.json';

/** The top level is fixed: what must be there is, and nothing else but the lock file and dotfiles. */
export const topLevel: Rule = (files) => {
  const found = new Set(files.map((file) => file.path.split('/')[0] as string));
  const strangers = [...found].filter((name) => !TOP_LEVEL.has(name) && name !== LOCK_FILE && !name.startsWith('.'));
  const missing = [...TOP_LEVEL].filter((name) => !found.has(name));
  return [
    ...strangers.map((name) => `${name}: no entry of the top level`),
    ...missing.map((name) => `${name}: missing at the top level`),
  ];
};

/** A room: a folder that a newcomer walks into. Folders of test/ that mirror a room are explained by that room. */
const ROOM = /^(?:firmware|drivers|storage|test\/emulators)(?:\/[^/]+)?$|^scripts$|^test$/;
const TEST_ROOM = /^test\/(?:wire|scenarios|simulation|crash|museum|tidy)$/;

/** Every room that holds anything has a README.md. */
export const roomsWithoutReadme: Rule = (files) => {
  const paths = new Set(files.map((file) => file.path));
  const folders = new Set(files.flatMap((file) => foldersOf(file.path)));
  return [...folders]
    .filter((folder) => (ROOM.test(folder) || TEST_ROOM.test(folder)) && !paths.has(`${folder}/README.md`))
    .map((folder) => `${folder}/README.md: missing: what lives here, what it may import, one flow through it`)
    .sort();
};

function foldersOf(path: string): readonly string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, depth) => parts.slice(0, depth + 1).join('/'));
}

const KEBAB = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+(?:-[a-z0-9]+)*)*$/;
const EMPTY_WORDS: ReadonlySet<string> = new Set([
  'util',
  'utils',
  'helper',
  'helpers',
  'common',
  'misc',
  'shared',
  'stuff',
]);

/** Files and folders are kebab-case and named for what they hold. */
export const names: Rule = (files) =>
  files.flatMap(({ path }) => {
    const parts = path.split('/');
    if (parts[0]?.startsWith('.') || path === 'README.md') return [];
    const wrong = parts.filter((part) => part !== 'README.md' && !KEBAB.test(part));
    const empty = parts.flatMap((part) => part.split(/[-.]/)).filter((word) => EMPTY_WORDS.has(word));
    return [
      ...wrong.map((part) => `${path}: "${part}" is not kebab-case`),
      ...empty.map((word) => `${path}: "${word}" says nothing about what lives there`),
    ];
  });

/** "About 400 lines, under 70": one twentieth more is still about that; it is the same for every file. */
export const FILE_LINES_MAX = Math.floor(400 * 1.05);
export const FUNCTION_LINES_MAX = Math.floor(70 * 1.05);

export const longFiles: Rule = (files) =>
  files
    .filter((file) => isCode(file.path))
    .map((file) => ({ path: file.path, lines: file.text.trimEnd().split('\n').length }))
    .filter(({ lines }) => lines > FILE_LINES_MAX)
    .map(({ path, lines }) => `${path}: ${lines} lines: does it do one thing?`);

const FUNCTIONS: ReadonlySet<string> = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
]);

/** Functions over the limit; the callback of `describe` is a chapter, not a function. */
export function longFunctions(modules: readonly Module[]): readonly string[] {
  return modules.flatMap(({ file, program }) => {
    const found: string[] = [];
    visit(program, (node, around) => {
      if (!FUNCTIONS.has(node.type) || isChapter(around.at(-1))) return;
      const first = lineAt(file.text, node.start);
      const lines = lineAt(file.text, node.end) - first + 1;
      if (lines > FUNCTION_LINES_MAX) found.push(`${file.path}:${first}: a function of ${lines} lines`);
    });
    return found;
  });
}

function isChapter(parent: SyntaxNode | undefined): boolean {
  if (parent?.type !== 'CallExpression') return false;
  let callee: unknown = parent['callee'];
  while (isNode(callee) && (callee.type === 'CallExpression' || callee.type === 'TaggedTemplateExpression')) {
    callee = callee['callee'] ?? callee['tag'];
  }
  return dottedName(callee)?.[0] === 'describe';
}

/** A file of nothing but re-exports hides who needs what. */
export function barrels(modules: readonly Module[]): readonly string[] {
  return modules
    .filter(({ program }) => {
      const body = program['body'] as readonly SyntaxNode[];
      const passesOn = body.filter(
        (node) => /^Export(All|Named)Declaration$/.test(node.type) && !isNode(node['declaration']),
      );
      return passesOn.length > 0 && body.every((node) => node.type === 'ImportDeclaration' || passesOn.includes(node));
    })
    .map(({ file }) => `${file.path}: a barrel: import from where the thing lives`);
}
