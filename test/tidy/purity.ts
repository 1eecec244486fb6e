/** No clock, no timer, no chance and no hidden state in what ships (design §5): the composition root hands them in. */
import { edgesOf, packageOf } from './modules.ts';
import { dottedName, type Module, type SyntaxNode, visit } from './syntax.ts';
import { isProduct, lineAt } from './tree.ts';

const COMPOSITION_ROOT = 'firmware/main.ts';

const GLOBALS: ReadonlySet<string> = new Set([
  'Date',
  'Temporal',
  'performance',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'crypto',
]);
/** Dotted names, matched at their end so that `globalThis.Math.random` is found too. */
const MEMBERS: readonly RegExp[] = [
  /(^|\.)Math\.random$/,
  /(^|\.)process\.(hrtime|uptime)(\.|$)/,
  /(^|\.)AbortSignal\.timeout$/,
  /(^|\.)Atomics\.wait(Async)?$/,
];
/** What node:crypto makes by chance. A parameter may well have such a name: it is how chance is handed in. */
const CHANCE = /^(random|generateKey|generatePrime|getRandomValues|webcrypto|subtle)/;
const PACKAGES: ReadonlySet<string> = new Set(['node:timers', 'node:perf_hooks']);

function governed(module: Module): boolean {
  return isProduct(module.file.path) && module.file.path !== COMPOSITION_ROOT;
}

/** Reading a clock, setting a timer, drawing a random number. */
export function clocksAndChance(modules: readonly Module[]): readonly string[] {
  return modules.filter(governed).flatMap((module) => {
    const { path, text } = module.file;
    const found = edgesOf(module)
      .filter((edge) => PACKAGES.has(edge.target))
      .map((edge) => `${path}:${edge.line}: imports ${edge.target}: time comes in as a Clock`);
    found.push(...chanceImported(module));
    visit(module.program, (node, around, key) => {
      const name = clockNamedBy(node, around.at(-1), key);
      if (name !== null)
        found.push(`${path}:${lineAt(text, node.start)}: ${name}: time, timers and chance come in as arguments`);
    });
    return found;
  });
}

function clockNamedBy(node: SyntaxNode, parent: SyntaxNode | undefined, key: string): string | null {
  if (node.type === 'MemberExpression') {
    const name = dottedName(node);
    if (name === null) return null;
    const dotted = name.join('.');
    const viaGlobal = name.length === 2 && name[0] === 'globalThis' && GLOBALS.has(name[1] as string);
    return viaGlobal || MEMBERS.some((member) => member.test(dotted)) ? dotted : null;
  }
  if (node.type !== 'Identifier' || isLabel(parent, key)) return null;
  const name = node['name'] as string;
  return GLOBALS.has(name) ? name : null;
}

/** Chance from node:crypto, by name (`import { randomUUID }`) or through the module (`import * as c`, then `c.randomUUID`). */
function chanceImported(module: Module): readonly string[] {
  const { path, text } = module.file;
  const wholes = new Set<string>();
  const found: string[] = [];
  const say = (node: SyntaxNode, name: string) =>
    found.push(`${path}:${lineAt(text, node.start)}: ${name}: time, timers and chance come in as arguments`);
  visit(module.program, (node) => {
    if (node.type === 'ImportDeclaration' && packageOf((node['source'] as { value: string }).value) === 'node:crypto') {
      for (const one of node['specifiers'] as readonly SyntaxNode[]) {
        const imported = dottedName(one['imported'])?.[0];
        if (imported === undefined) wholes.add((one['local'] as { name: string }).name);
        else if (CHANCE.test(imported)) say(one, imported);
      }
    }
    const name = node.type === 'MemberExpression' ? dottedName(node) : null;
    if (name !== null && wholes.has(name[0] as string) && CHANCE.test(name[1] as string)) say(node, name.join('.'));
  });
  return found;
}

/** Whether an identifier only labels something: a property, a key, a method, a member of a type. */
function isLabel(parent: SyntaxNode | undefined, key: string): boolean {
  if (parent === undefined) return false;
  if (parent.type === 'MemberExpression') return key === 'property' && parent['computed'] !== true;
  if (parent.type === 'TSQualifiedName') return key === 'right';
  if (key !== 'key') return false;
  return parent['computed'] !== true;
}

/** Module-level `let`, `var`, and empty collections that can only be meant to be filled. */
export function moduleState(modules: readonly Module[]): readonly string[] {
  return modules
    .filter((module) => isProduct(module.file.path))
    .flatMap((module) => {
      const { path, text } = module.file;
      return (module.program['body'] as readonly SyntaxNode[]).flatMap((statement) => {
        const declared = (statement['declaration'] ?? statement) as SyntaxNode;
        if (declared?.type !== 'VariableDeclaration') return [];
        const at = `${path}:${lineAt(text, statement.start)}`;
        if (declared['kind'] !== 'const')
          return [`${at}: module-level ${declared['kind']}: state belongs to an object`];
        const inits = (declared['declarations'] as readonly SyntaxNode[]).map((one) => one['init']);
        return inits.some(isEmptyCollection)
          ? [`${at}: a module-level collection that starts empty is hidden state`]
          : [];
      });
    });
}

function isEmptyCollection(init: unknown): boolean {
  const node = init as SyntaxNode | null;
  if (node?.type === 'ArrayExpression') return (node['elements'] as readonly unknown[]).length === 0;
  if (node?.type !== 'NewExpression') return false;
  const made = dottedName(node['callee'])?.join('.');
  return /^(Weak)?(Map|Set)$/.test(made ?? '') && (node['arguments'] as readonly unknown[]).length === 0;
}
