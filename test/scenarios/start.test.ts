/** The two ways of `npm start` (design §9): a counter in a window, and the terminal on the devices of a configuration. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { expectPromisesKept, openScene } from './scene.ts';

const root = new URL('../..', import.meta.url).pathname;

/** `npm start`, as npm runs it; its output as it comes. */
function npmStart(...args: readonly string[]) {
  const child = spawn('node', [join(root, 'scripts/run.mjs'), join(root, 'scripts/start.ts'), ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let text = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
      for (const listener of [...listeners]) listener();
    });
  }
  /** What was said since the last call, once it fits. */
  const says = (pattern: RegExp) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (!pattern.test(text)) return;
        text = '';
        listeners.delete(look);
        resolve();
      };
      listeners.add(look);
      look();
    });
  return { child, says, ended: new Promise<number | null>((resolve) => child.once('exit', resolve)) };
}

/** The process that runs `firmware/main.ts` below `parent`. */
function firmwareBelow(parent: ChildProcess, configuration: string): number {
  const found = readdirSync('/proc').find((name) => {
    if (!/^\d+$/.test(name) || Number(name) === parent.pid || !existsSync(`/proc/${name}/cmdline`)) return false;
    const words = readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0');
    return words.some((word) => word.endsWith('firmware/main.ts')) && words.includes(configuration);
  });
  return Number(found);
}

test('the counter in a window: a sale by keyboard, paper out, power cut, power on, quit', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tillproof-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const counter = npmStart('--folder', folder);
  await counter.says(/SIGN IN - TYPE[\s\S]*power cut\/on/);
  counter.child.stdin.write('1\r1111\r');
  await counter.says(/READY/);
  counter.child.stdin.write('1250\r');
  await counter.says(/SWIPE THE CARD/);
  counter.child.stdin.write('v');
  await counter.says(/APPROVED/);
  await counter.says(/END 000002/);
  counter.child.stdin.write('p');
  await counter.says(/OUT OF PAPER/);
  counter.child.stdin.write('x');
  await counter.says(/power off/);
  counter.child.stdin.write('x');
  await counter.says(/OUT OF PAPER/);
  counter.child.stdin.write('q');
  await counter.says(/counter is closed/);
  expect(await counter.ended).toBe(0);
});

test('on configured devices: no emulator in the process; a terminal that dies is started again and recovers', async () => {
  const countertop = await openScene();
  const terminal = npmStart('--config', countertop.configuration);
  await terminal.says(/SIGN IN - TYPE/);
  process.kill(firmwareBelow(terminal.child, countertop.configuration), 'SIGKILL');
  await terminal.says(/starting it again[\s\S]*SIGN IN - TYPE/);
  terminal.child.kill('SIGTERM');
  expect(await terminal.ended).toBe(0);
  const types = countertop.entries().map((entry) => entry.type);
  expect(types.filter((type) => type === 'terminal.started')).toHaveLength(2);
  expect(types.at(-1)).toBe('terminal.stopped');
  await expectPromisesKept(countertop);
});

test('a configuration that cannot be used is not tried again', async () => {
  const terminal = npmStart('--config', '/nowhere/terminal.json');
  await terminal.says(/读不到配置/);
  expect(await terminal.ended).toBe(2);
});
