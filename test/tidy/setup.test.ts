/** The first two minutes on a stranger's machine: what setup decides (promise 8). */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { signalsToPass } from '../../scripts/run.mjs';
import { isInstalledAsLocked, npmCommand, planSetup, stampOf } from '../../scripts/setup.mjs';
import { ROOT } from './tree.ts';

const ready = {
  nodeVersion: 'v20.20.2',
  wantedStamp: 'a',
  stamp: 'a',
  modulesThere: true,
  runtimeThere: true,
  installedAsLocked: true,
};

describe('setup', () => {
  it('does nothing where all is set up', () => expect(planSetup(ready)).toEqual({ do: 'nothing' }));
  it('installs on a fresh clone', () => {
    const fresh = { ...ready, stamp: null, modulesThere: false, runtimeThere: false, installedAsLocked: false };
    expect(planSetup(fresh)).toEqual({ do: 'install', why: 'node_modules is missing' });
  });
  it('installs when the lock file has moved on', () => {
    expect(planSetup({ ...ready, wantedStamp: 'b', installedAsLocked: false })).toMatchObject({ do: 'install' });
  });
  it('fetches the runtime alone when only that is missing', () => {
    const why = expect.stringContaining('.bin/node');
    expect(planSetup({ ...ready, runtimeThere: false })).toEqual({ do: 'fetchRuntime', why });
    expect(planSetup({ ...ready, runtimeThere: false, stamp: null })).toEqual({ do: 'fetchRuntime', why });
  });
  it('only tries the runtime where someone has run npm ci by hand', () => {
    expect(planSetup({ ...ready, stamp: null })).toEqual({ do: 'check' });
  });
  it.each(['v16.20.2', 'v17.9.1', 'v8.0.0', ''])('refuses Node %s with what to do', (nodeVersion) => {
    expect(planSetup({ ...ready, nodeVersion })).toMatchObject({
      do: 'refuse',
      why: expect.stringContaining('Node 18 or newer'),
    });
  });
  it.each(['v18.0.0', 'v22.1.0', 'v100.0.0'])('takes Node %s', (nodeVersion) => {
    expect(planSetup({ ...ready, nodeVersion })).toEqual({ do: 'nothing' });
  });
  it('stamps the lock file and the kind of machine', () => {
    const stamps = [stampOf('a', 'linux-x64'), stampOf('b', 'linux-x64'), stampOf('a', 'linux-arm64')];
    expect(new Set(stamps).size).toBe(3);
  });
});

describe('the unit that is shipped (scripts/install/README.md)', () => {
  const unit = readFileSync(join(ROOT, 'scripts/install/tillproof.service'), 'utf8');
  it.each(['LimitCORE=0', 'MemorySwapMax=0', 'StartLimitIntervalSec=0', 'RestartPreventExitStatus=2', 'UMask=0077'])(
    'says %s',
    (line) => expect(unit.split('\n')).toContain(line),
  );
  it('hands no option of Node to the till', () => expect(unit).toMatch(/^UnsetEnvironment=NODE_OPTIONS\b/m));
  it('starts what there is', () => {
    const [, script, ...argv] = /^ExecStart=\S+ node (\S+) (\S+) --config \S+$/m.exec(unit) ?? [];
    for (const file of [script, ...argv]) expect(existsSync(join(ROOT, file ?? '-'))).toBe(true);
  });
});

describe('what npm recorded', () => {
  const locked = {
    packages: {
      '': { version: '0.1.0' },
      'node_modules/a': { version: '1.0.0' },
      'node_modules/b': { version: '2.0.0', optional: true },
    },
  };
  it.each([
    [true, { 'node_modules/a': { version: '1.0.0' } }],
    [true, { 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '2.0.0' } }],
    [false, { 'node_modules/a': { version: '1.0.1' } }],
    [false, { 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '1.9.9' } }],
    [false, {}],
  ])('is as locked: %s', (as, packages) => expect(isInstalledAsLocked(locked, { packages })).toBe(as));
  it('nothing recorded is not as locked', () => expect(isInstalledAsLocked(locked, null)).toBe(false));
});

describe('npm', () => {
  it('is the one that started us', () => {
    expect(npmCommand({ npm_execpath: '/usr/lib/node_modules/npm/bin/npm-cli.js' })).toEqual([
      process.execPath,
      '/usr/lib/node_modules/npm/bin/npm-cli.js',
    ]);
  });
  it.each([undefined, '/usr/lib/node_modules/yarn/bin/yarn.js'])('else the one on the PATH (%s)', (npm_execpath) => {
    expect(npmCommand({ npm_execpath })).toEqual(['npm']);
  });
});

describe('run', () => {
  it('leaves the keys of a terminal to the terminal', () => {
    expect(signalsToPass(true)).not.toContain('SIGINT');
    expect(signalsToPass(false)).toContain('SIGINT');
  });
  it.each([
    ['process.exitCode = 7;', 7, null],
    ["process.kill(process.pid, 'SIGTERM');\nsetInterval(() => {}, 1000);", null, 'SIGTERM'],
  ])('ends as the script ends: %s', (text, status, signal) => {
    const folder = mkdtempSync(join(tmpdir(), 'tillproof-run-'));
    writeFileSync(
      join(folder, 'a.ts'),
      `const a: string = process.argv.slice(2).join('|');\nconsole.log(a);\n${text}\n`,
    );
    const done = spawnSync(process.execPath, [join(ROOT, 'scripts/run.mjs'), join(folder, 'a.ts'), '--x', 'y z'], {
      encoding: 'utf8',
    });
    rmSync(folder, { recursive: true });
    expect(done).toMatchObject({ status, signal, stdout: '--x|y z\n' });
  });
  it('asks which script', () => {
    const done = spawnSync(process.execPath, [join(ROOT, 'scripts/run.mjs')], { encoding: 'utf8' });
    expect(done.status).toBe(2);
    expect(done.stderr).toContain('usage:');
  });
});
