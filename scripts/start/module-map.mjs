/**
 * Keeps, from one start of the firmware to the next, which file each import leads to and what its TypeScript says without the types. Node finds both
 * anew for each of some 1300 imports and 350 files, which takes two fifths of the start.
 *
 * Loaded by `node --import` before the firmware (supervisor.ts; the countertop does the same); in any other program it does nothing. The map
 * belongs to one Node, one folder, one package-lock.json and this file as it is, and states its own SHA-256; a file counts as known only with the very
 * text that it had, by its SHA-256: what runs is what stands in the file. Where the map is missing, damaged or cannot be written, Node looks for itself.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { registerHooks, stripTypeScriptTypes } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FIRMWARE = join(ROOT, 'firmware', 'main.ts');
/** Everything has been imported long before; the map need not stay in memory. */
const START_MS = 30_000;

/** @typedef {{ readonly url: string, readonly format: string }} Found */
/** @typedef {{ readonly state: string, readonly source: string }} Known */
/** @typedef {{ imports: Record<string, Record<string, Found>>, files: Record<string, Known> }} ModuleMap importing file → specifier → file; file → text */

/** @param {string} text */
const sha256 = (text) => createHash('sha256').update(text).digest('hex');

/** @returns {ModuleMap} */
const emptyMap = () => ({ imports: {}, files: {} });

/** @param {string} url */
function stateOf(url) {
  const { mtimeMs, size } = statSync(fileURLToPath(url));
  return `${mtimeMs} ${size}`;
}

/** @returns {string | null} null where there is no lock file to bind the map to */
function mapPath() {
  try {
    const lock = stateOf(new URL('../../package-lock.json', import.meta.url).href);
    // Whoever changes the form of the map changes this file, and has a map of his own.
    const key = [process.version, process.arch, ROOT, lock, stateOf(import.meta.url)].join('\n');
    return join(ROOT, 'node_modules', '.cache', 'resolved', `${sha256(key).slice(0, 24)}.map`);
  } catch {
    return null;
  }
}

/** @param {string} path @returns {ModuleMap} */
function readMap(path) {
  try {
    const text = readFileSync(path, 'utf8');
    const end = text.indexOf('\n');
    const json = text.slice(end + 1);
    return sha256(json) === text.slice(0, end) ? JSON.parse(json) : emptyMap();
  } catch {
    return emptyMap();
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

/** What this start had to find out by itself, added to what stands. @param {string} path @param {ModuleMap['imports']} imports @param {Set<string>} files */
function learn(path, imports, files) {
  const map = readMap(path);
  for (const [from, found] of Object.entries(imports)) map.imports[from] = { ...map.imports[from], ...found };
  for (const url of files) {
    try {
      const text = readFileSync(fileURLToPath(url), 'utf8');
      map.files[url] = { state: sha256(text), source: stripTypeScriptTypes(text) };
    } catch {
      delete map.files[url]; // gone, or no TypeScript that can be stripped: Node says so itself
    }
  }
  writeMap(path, map);
}

/** @param {string} path */
function keepMap(path) {
  let map = readMap(path);
  let starting = true;
  /** @type {ModuleMap['imports']} */
  const imports = {};
  /** @type {Set<string>} */
  const files = new Set();
  registerHooks({
    resolve(specifier, context, next) {
      const from = context.parentURL ?? '';
      if (!starting || from === '' || !context.conditions.includes('import')) return next(specifier, context);
      const known = map.imports[from]?.[specifier];
      if (known !== undefined) return { ...known, shortCircuit: true };
      const found = next(specifier, context);
      const { url, format } = found;
      if (url.startsWith('file:') && (format === 'module' || format === 'module-typescript'))
        imports[from] = { ...imports[from], [specifier]: { url, format } };
      return found;
    },
    load(url, context, next) {
      if (!starting || context.format !== 'module-typescript') return next(url, context);
      const known = map.files[url];
      if (known !== undefined && known.state === sha256(readFileSync(fileURLToPath(url), 'utf8')))
        return { format: 'module', source: known.source, shortCircuit: true };
      files.add(url);
      return next(url, context);
    },
  });
  setTimeout(() => {
    starting = false;
    map = emptyMap();
  }, START_MS).unref();
  process.on('exit', () => {
    if (files.size > 0 || Object.keys(imports).length > 0) learn(path, imports, files);
  });
}

if (process.argv[1] === FIRMWARE) {
  const path = mapPath();
  if (path !== null) keepMap(path);
}
