/**
 * Makes the clone ready: packages as locked, the pinned runtime among them. Plain JavaScript on purpose: it is what runs before
 * the pinned runtime is there, on any Node from 18 and with the npm that came with it.
 *
 * `node scripts/setup.mjs`; every `npm run …` passes through here and costs two small file reads when nothing is to be done.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The top of the clone. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
/** The pinned runtime, from the `node` package. */
export const RUNTIME = join(ROOT, 'node_modules', '.bin', 'node');
/** What was set up last time; inside node_modules, so that it goes when they go. */
const STAMP = join(ROOT, 'node_modules', '.tillproof-setup');
const OLDEST_NODE_MAJOR = 18;

/** Exit code for what the user can put right (usage, configuration, machine). */
export const EXIT_USAGE = 2;

/**
 * @typedef {{ readonly version?: string, readonly optional?: boolean, readonly link?: boolean }} LockedPackage
 * @typedef {{ readonly packages?: { readonly [path: string]: LockedPackage } }} Lock
 * @typedef {object} Found
 * @property {string} nodeVersion version of the Node that runs this script, `v20.1.0`
 * @property {string} wantedStamp see `stampOf`
 * @property {string | null} stamp what the last setup left
 * @property {boolean} modulesThere whether there is a node_modules at all
 * @property {boolean} runtimeThere whether `node_modules/.bin/node` is there
 * @property {boolean} installedAsLocked see `isInstalledAsLocked`
 * @typedef {{ readonly do: 'nothing' | 'check' } | { readonly do: 'install' | 'fetchRuntime' | 'refuse', readonly why: string }} Plan
 */

/**
 * Decides what there is to do. `check`: the packages are right (someone ran npm by hand), only the runtime has not been tried yet.
 * @param {Found} found
 * @returns {Plan}
 */
export function planSetup(found) {
  const major = Number(/^v?(\d+)\./.exec(found.nodeVersion)?.[1] ?? Number.NaN);
  if (!(major >= OLDEST_NODE_MAJOR)) {
    return {
      do: 'refuse',
      why: `Node ${found.nodeVersion} is too old to set up with: put Node ${OLDEST_NODE_MAJOR} or newer on the PATH and run this again`,
    };
  }
  if (!found.modulesThere) return { do: 'install', why: 'node_modules is missing' };
  if (found.stamp === found.wantedStamp && found.runtimeThere) return { do: 'nothing' };
  if (found.stamp === found.wantedStamp || found.installedAsLocked) {
    if (found.runtimeThere) return { do: 'check' };
    return { do: 'fetchRuntime', why: 'the pinned runtime node_modules/.bin/node is missing' };
  }
  return { do: 'install', why: 'package-lock.json asks for other packages than node_modules holds' };
}

/**
 * Names one state of the packages: the lock file's content and the machine's kind (native addons).
 * @param {Uint8Array | string} lockText
 * @param {string} platform
 */
export function stampOf(lockText, platform) {
  return `${createHash('sha256').update(lockText).digest('hex')} ${platform}`;
}

/**
 * Whether npm's own record of what it installed (node_modules/.package-lock.json) holds every package of the lock file in its
 * locked version. Optional packages may be absent: they are for other machines.
 * @param {Lock} locked
 * @param {Lock | null} installed
 */
export function isInstalledAsLocked(locked, installed) {
  const there = installed?.packages ?? {};
  return Object.entries(locked.packages ?? {}).every(
    ([path, wanted]) =>
      path === '' ||
      wanted.link === true ||
      (there[path]?.version ?? (wanted.optional && wanted.version)) === wanted.version,
  );
}

/**
 * The command that runs npm: the very npm that started us, else the one on the PATH.
 * @param {{ readonly npm_execpath?: string | undefined }} environment
 * @returns {readonly [command: string, ...args: string[]]}
 */
export function npmCommand(environment) {
  const startedBy = environment.npm_execpath;
  return startedBy !== undefined && /npm-cli\.c?js$/.test(startedBy) ? [process.execPath, startedBy] : ['npm'];
}

/** @param {string} line */
function say(line) {
  process.stderr.write(`setup: ${line}\n`);
}

/** @param {string} path */
function readOrNull(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
}

/** @returns {Found} */
function lookAround() {
  const lockText = readFileSync(join(ROOT, 'package-lock.json'), 'utf8');
  const wantedStamp = stampOf(lockText, `${process.platform}-${process.arch}`);
  const stamp = readOrNull(STAMP);
  const record = stamp === wantedStamp ? null : readOrNull(join(ROOT, 'node_modules', '.package-lock.json'));
  return {
    nodeVersion: process.version,
    wantedStamp,
    stamp,
    modulesThere: existsSync(join(ROOT, 'node_modules')),
    runtimeThere: existsSync(RUNTIME),
    installedAsLocked: record !== null && isInstalledAsLocked(JSON.parse(lockText), JSON.parse(record)),
  };
}

/**
 * Runs npm. Everything it says goes to stderr: stdout belongs to the command that was asked for.
 * @param {readonly string[]} argv
 * @returns {boolean} whether it succeeded; if not, what to do has been said
 */
function runNpm(argv) {
  const [command, ...args] = npmCommand(process.env);
  const done = spawnSync(command, [...args, ...argv, '--loglevel=error'], { cwd: ROOT, stdio: ['ignore', 2, 2] });
  if (done.status === 0) return true;
  const how = done.error?.message ?? (done.status === null ? `ended by ${done.signal}` : `exit code ${done.status}`);
  say(
    `npm ${argv[0]} failed (${how}). It needs the package registry this once: see npm's words above, then run: npm run setup`,
  );
  return false;
}

/** The locked packages, without their install scripts: they carry prebuilt binaries, so no compiler is asked for. */
function installPackages() {
  return runNpm(['ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund']);
}

/** The one install script that is needed: it brings the runtime for this kind of machine. */
function fetchRuntime() {
  return runNpm(['rebuild', 'node', '--ignore-scripts=false']);
}

/** @returns {boolean} whether the pinned runtime is there, starts, and is the pinned one */
function checkRuntime() {
  const wanted = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).dependencies.node;
  const tried = spawnSync(RUNTIME, ['--version'], { encoding: 'utf8' });
  const version = tried.stdout?.trim() ?? '';
  if (tried.status === 0 && version === `v${wanted}`) return true;
  const what = tried.error?.message ?? (tried.status === 0 ? `it is ${version}` : tried.stderr.trim().split('\n')[0]);
  say(
    `the pinned runtime ${RUNTIME} (Node ${wanted}) does not work: ${what}; remove node_modules and run: npm run setup`,
  );
  return false;
}

/**
 * Sets up if needed. Says nothing when nothing is to be done.
 * @returns {boolean} whether the clone is ready
 */
export function setUp() {
  const found = lookAround();
  const plan = planSetup(found);
  if (plan.do === 'nothing') return true;
  if (plan.do === 'refuse') {
    say(plan.why);
    return false;
  }
  if (plan.do === 'install') {
    say(`${plan.why}; installing the locked packages with npm ci (once, a minute or two)`);
    if (!installPackages() || !fetchRuntime()) return false;
  }
  if (plan.do === 'fetchRuntime') {
    say(`${plan.why}; fetching it with npm`);
    if (!fetchRuntime()) return false;
  }
  if (!checkRuntime()) return false;
  writeFileSync(STAMP, found.wantedStamp);
  return true;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (setUp()) say('ready');
  else process.exitCode = EXIT_USAGE;
}
