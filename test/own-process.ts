/**
 * Which tests need a process of their own: those that reach out of it, themselves or by what they import of test/ and scripts/, since children, sockets,
 * devices and threads may outlast the file that began them. All others share one: importing the house takes longer than most of them.
 */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

const REACHES_OUT = /^(?:node:(?:child_process|net|tls|worker_threads)|koffi|node-hid|@?serialport.*)$/;
const IMPORTED = /^(?:import|export)\s(?!type\s)[^;]*?from '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm;

/** They measure the process that they run in. */
const MEASURES_ITSELF: ReadonlySet<string> = new Set([
  'test/firmware/maintenance/session.test.ts',
  'test/fuzz/work.test.ts',
  'test/simulation/simulation.test.ts',
]);

/** @param root the top of the clone @returns paths of test files from there, sorted */
export function sortedTests(root: string): { readonly alone: readonly string[]; readonly together: readonly string[] } {
  const known = new Map<string, boolean>();
  const reachesOut = (path: string): boolean => {
    const before = known.get(path);
    if (before !== undefined) return before;
    // What imports in a circle reaches out only by what is outside of it.
    known.set(path, false);
    const imports = [...readFileSync(join(root, path), 'utf8').matchAll(IMPORTED)].map(
      ([, a, b, c]) => a ?? b ?? c ?? '',
    );
    const out = imports.some((name) => {
      if (!name.startsWith('.')) return REACHES_OUT.test(name);
      const target = normalize(join(dirname(path), name));
      // An import that only stands in a text, to be planted, may lead nowhere.
      return /^(?:test|scripts)\/.*\.(?:ts|mjs)$/.test(target) && existsSync(join(root, target)) && reachesOut(target);
    });
    known.set(path, out);
    return out;
  };
  const files = globSync('test/**/*.test.ts', { cwd: root }).sort();
  const alone = files.filter((path) => MEASURES_ITSELF.has(path) || reachesOut(path));
  return { alone, together: files.filter((path) => !alone.includes(path)) };
}
