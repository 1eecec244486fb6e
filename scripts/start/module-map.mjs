/**
 * Keeps, from one start of the firmware to the next, which file each import leads to. Node looks that up anew for each of some 1300 imports
 * (package scopes, conditions, real paths), which takes a third of the start; what is in the files is read and compiled as ever.
 *
 * Loaded by `node --import` before the firmware (supervisor.ts; the countertop does the same); in any other program it does nothing. The map
 * belongs to one Node, one folder and one package-lock.json, and states its own SHA-256; where it is missing, damaged or cannot be written, Node
 * looks for itself. Within that a relative import leads to the same place for ever, and a package's to what the lock file says.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FIRMWARE = join(ROOT, 'firmware', 'main.ts');

/** @typedef {Record<string, Record<string, readonly [url: string, format: string]>>} ModuleMap importing file → specifier → file and format */

/** @returns {string | null} null where there is no lock file to bind the map to */
function mapPath() {
  try {
    const { mtimeMs, size } = statSync(join(ROOT, 'package-lock.json'));
    const key = [process.version, process.arch, ROOT, mtimeMs, size].join('\n');
    const name = sha256(key).slice(0, 24);
    return join(ROOT, 'node_modules', '.cache', 'resolved', `${name}.map`);
  } catch {
    return null;
  }
}

/** @param {string} text */
const sha256 = (text) => createHash('sha256').update(text).digest('hex');

/** @param {string} path @returns {ModuleMap} */
function readMap(path) {
  try {
    const text = readFileSync(path, 'utf8');
    const end = text.indexOf('\n');
    const json = text.slice(end + 1);
    return sha256(json) === text.slice(0, end) ? JSON.parse(json) : {};
  } catch {
    return {};
  }
}

/** @param {string} path @param {ModuleMap} map */
function writeMap(path, map) {
  try {
    mkdirSync(dirname(path), { recursive: true });
    const json = JSON.stringify(map);
    writeFileSync(`${path}.${process.pid}`, `${sha256(json)}\n${json}`);
    renameSync(`${path}.${process.pid}`, path);
  } catch {
    // A read-only disk: every start looks for itself.
  }
}

/** @param {string} path */
function keepMap(path) {
  const map = readMap(path);
  let grown = false;
  registerHooks({
    resolve(specifier, context, next) {
      const from = context.parentURL ?? '';
      const known = context.conditions.includes('import') ? map[from]?.[specifier] : undefined;
      if (known !== undefined) return { url: known[0], format: known[1], shortCircuit: true };
      const found = next(specifier, context);
      const { url, format } = found;
      const plain = url.startsWith('file:') && (format === 'module' || format === 'module-typescript');
      if (from !== '' && plain && context.conditions.includes('import')) {
        map[from] = { ...map[from], [specifier]: [url, format] };
        grown = true;
      }
      return found;
    },
  });
  process.on('exit', () => {
    if (grown) writeMap(path, map);
  });
}

if (process.argv[1] === FIRMWARE) {
  const path = mapPath();
  if (path !== null) keepMap(path);
}
