/**
 * `node scripts/run.mjs SCRIPT.ts [argument …]`: sets up if needed, then runs the script on the pinned runtime, as if it had been
 * started itself: same stdio, same arguments, its exit code, its signals.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EXIT_USAGE, ROOT, RUNTIME, setUp } from './setup.mjs';

const EXIT_BUG = 70;

/**
 * Which signals to hand on. A terminal sends Ctrl-C and Ctrl-\ to the whole foreground group: handing them on would press the key twice.
 * @param {boolean} onTerminal
 * @returns {readonly NodeJS.Signals[]}
 */
export function signalsToPass(onTerminal) {
  return onTerminal ? ['SIGTERM', 'SIGHUP', 'SIGUSR2'] : ['SIGTERM', 'SIGHUP', 'SIGUSR2', 'SIGINT', 'SIGQUIT'];
}

/**
 * Calls `orphaned` when npm, or the shell that npm put in between, has died without a word: its children would go on alone and hold
 * the data folder. Linux only; elsewhere it does nothing.
 * @param {() => void} orphaned
 */
function whenOrphaned(orphaned) {
  const line = () => [process.ppid, parentOf(process.ppid)].join();
  const first = line();
  const timer = setInterval(() => {
    if (line() === first) return;
    clearInterval(timer);
    orphaned();
  }, 500);
  timer.unref();
}

/**
 * @param {number} pid
 * @returns {number} 0 where that cannot be told
 */
function parentOf(pid) {
  try {
    return Number(/^\d+ \(.*\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** @param {readonly string[]} argv script and its arguments */
function run(argv) {
  // The channel tells the script when this process is gone, however it went: nothing it started outlives it.
  // Types are stripped and code is compiled once, not at every start; the firmware and the emulators inherit it.
  const env = { NODE_COMPILE_CACHE: join(ROOT, 'node_modules', '.cache', 'compiled'), ...process.env };
  const child = spawn(RUNTIME, argv, { stdio: ['inherit', 'inherit', 'inherit', 'ipc'], env });
  whenOrphaned(() => child.kill('SIGTERM'));
  const passed = signalsToPass(process.stdin.isTTY === true);
  for (const signal of /** @type {const} */ (['SIGTERM', 'SIGHUP', 'SIGUSR2', 'SIGINT', 'SIGQUIT'])) {
    process.on(signal, () => {
      if (passed.includes(signal)) child.kill(signal);
    });
  }
  child.on('error', (error) => {
    process.stderr.write(`run: ${RUNTIME} does not start: ${error.message}; run: npm run setup\n`);
    process.exitCode = EXIT_USAGE;
  });
  child.on('exit', (code, signal) => {
    if (signal === null) {
      process.exitCode = code ?? EXIT_BUG;
      return;
    }
    // Die of the same signal, so that a shell or a supervisor sees what happened.
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const argv = process.argv.slice(2);
  if (argv.length === 0) {
    process.stderr.write('run: which script? usage: node scripts/run.mjs SCRIPT.ts [argument ...]\n');
    process.exitCode = EXIT_USAGE;
  } else if (setUp()) run(argv);
  else process.exitCode = EXIT_USAGE;
}
