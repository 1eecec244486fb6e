/** What a module says about itself, read with a real parser: its imports, its functions, the names it refers to. */
import { parseAst } from 'vitest/node';
import { lineAt, type SourceFile } from './tree.ts';

export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

/** How a module is named by another one. `type` covers `import type`, `export type … from` and `import('…').T`. */
export interface Import {
  readonly specifier: string;
  readonly kind: 'value' | 'type' | 'dynamic' | 're-export';
  readonly line: number;
}

export interface Module {
  readonly file: SourceFile;
  readonly program: SyntaxNode;
  readonly imports: readonly Import[];
}

/** @throws SyntaxError when the file cannot be parsed. */
export function parseModule(file: SourceFile): Module {
  const lang = /\.m?ts$/.test(file.path) ? 'ts' : 'js';
  const program = parseAst(file.text, { lang, sourceType: 'module' }, file.path) as unknown as SyntaxNode;
  const imports: Import[] = [];
  visit(program, (node) => {
    const found = importOf(node);
    if (found !== null) imports.push({ ...found, line: lineAt(file.text, node.start) });
  });
  return { file, program, imports };
}

/** Calls `see` for every node, outside in, with the nodes around it (nearest last). */
export function visit(
  root: SyntaxNode,
  see: (node: SyntaxNode, around: readonly SyntaxNode[], key: string) => void,
): void {
  const around: SyntaxNode[] = [];
  const walk = (node: SyntaxNode, key: string): void => {
    see(node, around, key);
    around.push(node);
    for (const [name, value] of Object.entries(node)) {
      for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) walk(child, name);
    }
    around.pop();
  };
  walk(root, '');
}

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
}

/** `a.b.c` as `['a', 'b', 'c']`; null where a part is computed or no plain name. */
export function dottedName(node: unknown): readonly string[] | null {
  if (!isNode(node)) return null;
  if (node.type === 'Identifier') return [node['name'] as string];
  if (node.type !== 'MemberExpression' || node['computed'] === true) return null;
  const object = dottedName(node['object']);
  const property = dottedName(node['property']);
  return object === null || property === null ? null : [...object, ...property];
}

function literal(node: unknown): string {
  const value = isNode(node) && node.type === 'Literal' ? node['value'] : null;
  return typeof value === 'string' ? value : '(computed)';
}

function importOf(node: SyntaxNode): Omit<Import, 'line'> | null {
  switch (node.type) {
    case 'ImportDeclaration':
      return { specifier: literal(node['source']), kind: isTypeOnly(node, 'importKind') ? 'type' : 'value' };
    case 'ExportAllDeclaration':
      return { specifier: literal(node['source']), kind: node['exportKind'] === 'type' ? 'type' : 're-export' };
    case 'ExportNamedDeclaration':
      if (!isNode(node['source'])) return null;
      return { specifier: literal(node['source']), kind: isTypeOnly(node, 'exportKind') ? 'type' : 're-export' };
    case 'ImportExpression':
      return { specifier: literal(node['source']), kind: 'dynamic' };
    case 'TSImportType':
      return { specifier: literal(node['source'] ?? node['argument']), kind: 'type' };
    case 'TSExternalModuleReference':
      return { specifier: literal(node['expression']), kind: 'value' };
    case 'CallExpression':
      return requireOf(node);
    default:
      return null;
  }
}

/** `import type { … }` and `import { type A, type B }` alike; a bare `import 'x'` is a value. */
function isTypeOnly(node: SyntaxNode, key: 'importKind' | 'exportKind'): boolean {
  if (node[key] === 'type') return true;
  const names = node['specifiers'] as readonly SyntaxNode[];
  return names.length > 0 && names.every((name) => name[key] === 'type');
}

function requireOf(call: SyntaxNode): Omit<Import, 'line'> | null {
  const name = dottedName(call['callee'])?.join('.');
  if (name !== 'require' && name !== 'process.getBuiltinModule') return null;
  return { specifier: literal((call['arguments'] as readonly unknown[])[0]), kind: 'dynamic' };
}
