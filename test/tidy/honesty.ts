/** Tests that cannot be switched off, types that are not talked away, and nothing that says where or when it was written. */
import { dottedName, isNode, type Module, type SyntaxNode, visit } from './syntax.ts';
import { lineAt, type Rule } from './tree.ts';

const TEST_WORDS: ReadonlySet<string> = new Set(['it', 'test', 'describe', 'suite', 'bench']);
const OFF_SWITCHES: ReadonlySet<string> = new Set(['only', 'skip', 'todo', 'skipIf', 'runIf', 'fails']);
const OFF_WORDS: ReadonlySet<string> = new Set(['xit', 'xtest', 'xdescribe', 'fit', 'fdescribe']);

/** `.only`, `.skip`, `.todo` and their conditional forms; a test proves or it does not exist. */
export function switchedOffTests(modules: readonly Module[]): readonly string[] {
  return modules.flatMap(({ file, program }) => {
    const found: string[] = [];
    visit(program, (node) => {
      const name = node.type === 'MemberExpression' ? dottedName(node) : null;
      const off = name !== null && TEST_WORDS.has(name[0] as string) && OFF_SWITCHES.has(name.at(-1) as string);
      const callee = node.type === 'CallExpression' ? node['callee'] : null;
      const word = isNode(callee) && callee.type === 'Identifier' ? (callee['name'] as string) : '';
      if (off || OFF_WORDS.has(word))
        found.push(`${file.path}:${lineAt(file.text, node.start)}: ${off ? name.join('.') : word}`);
    });
    return found;
  });
}

/** `vi.mock` and its kin: drivers are proven against emulators of devices, not against themselves. */
export function mockedModules(modules: readonly Module[]): readonly string[] {
  return modules.flatMap(({ file, program }) => {
    const found: string[] = [];
    visit(program, (node) => {
      const name = node.type === 'MemberExpression' ? dottedName(node)?.join('.') : undefined;
      if (/^(vi|vitest)\.(mock|doMock|hoisted)$/.test(name ?? ''))
        found.push(`${file.path}:${lineAt(file.text, node.start)}: ${name}`);
    });
    return found;
  });
}

/** The type `any`, wherever it is written. */
export function anyTypes(modules: readonly Module[]): readonly string[] {
  return modules.flatMap(({ file, program }) => {
    const found: string[] = [];
    visit(program, (node: SyntaxNode) => {
      if (node.type === 'TSAnyKeyword') found.push(`${file.path}:${lineAt(file.text, node.start)}: any`);
    });
    return found;
  });
}

/** Written in two halves, so that this file does not hold what it looks for. */
const FORBIDDEN: readonly { readonly words: RegExp; readonly why: string }[] = [
  { words: new RegExp(`@ts-${'(?:ignore|nocheck)'}\\b`, 'g'), why: 'the compiler is not silenced' },
  { words: new RegExp(`\\b(?:TO${'DO'}|FIX${'ME'}|XX${'X'})\\b`, 'g'), why: 'work is done or it is an issue' },
  {
    words: new RegExp(`(?<![\\w./~-])/(?:wo${'rk'}|ho${'me'}|Us${'ers'}|ro${'ot'})/[\\w.]`, 'g'),
    why: "a path of one developer's machine",
  },
];

/** Silenced compilers, work left over, paths of one machine. */
export const forbiddenWords: Rule = (files) =>
  files
    .filter((file) => file.path !== 'package-lock.json')
    .flatMap(({ path, text }) =>
      FORBIDDEN.flatMap(({ words, why }) =>
        [...text.matchAll(words)].map((match) => `${path}:${lineAt(text, match.index)}: ${match[0]}: ${why}`),
      ),
    );

/** The lock file names no host: the registry is the business of the machine that installs. */
export const lockedHosts: Rule = (files) =>
  files
    .filter((file) => file.path === 'package-lock.json')
    .flatMap(({ path, text }) =>
      [...text.matchAll(/"resolved":\s*"(\w+:\/\/[^/"]*)/g)].map(
        (match) => `${path}:${lineAt(text, match.index)}: names the host ${match[1]}`,
      ),
    );

/**
 * Optional packages that the lock file does not know: `npm ci` refuses a lock file that lacks the binaries of other kinds of machine,
 * also where they are not wanted.
 */
export const lockedPlatforms: Rule = (files) =>
  files
    .filter((file) => file.path === 'package-lock.json')
    .flatMap(({ path, text }) => {
      const packages = (JSON.parse(text) as { packages: Record<string, { optionalDependencies?: object }> }).packages;
      const known = new Set(Object.keys(packages).map((place) => place.replace(/^.*node_modules\//, '')));
      return Object.entries(packages).flatMap(([place, { optionalDependencies = {} }]) =>
        Object.keys(optionalDependencies)
          .filter((name) => !known.has(name))
          .map((name) => `${path}: ${place} may want ${name}, which is not locked: npm ci will refuse`),
      );
    });
