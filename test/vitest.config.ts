import { globSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Scenarios mostly wait for a slow printer: more of them than there are cores. */
const FILES_PER_CORE = 2;

const ROOT = join(import.meta.dirname, '..');

/** What a process may keep from one file to the next: children, sockets, devices, timers, its own environment. */
const LEAVES_TRACES =
  /test\/crash\/|node:(child_process|net|tls|worker_threads)|countertop\/countertop|\/scene\.ts|\bpty\b|on-(pty|emulator|sockets)|socket|serial-host|-peer|process\.[a-z]|setTimeout|Date\.now|globalThis|memoryUsage/;

const files = globSync('test/**/*.test.ts', { cwd: ROOT });
const counters = files.filter((file) => LEAVES_TRACES.test(file + readFileSync(join(ROOT, file), 'utf8')));
const rooms = files.filter((file) => !counters.includes(file));

/** They take longest, most of it waiting, and one behind the other: begun last, they would run alone at the end beside an idle core. */
const DEAREST = [
  'scenarios/power-cuts',
  'scenarios/paper-promise',
  'crash/crash-points',
  'scenarios/acquirer-matrix',
  'crash/states/states',
  'scenarios/maintenance',
  'scenarios/devices',
  'scenarios/unknown-outcome',
];

class DearestFirst extends BaseSequencer {
  override async sort(specifications: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const at = DEAREST.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));
      return at < 0 ? DEAREST.length : at;
    };
    return (await super.sort(specifications)).sort((a, b) => place(a) - place(b));
  }
}

export default defineConfig({
  test: {
    root: ROOT,
    pool: 'forks',
    maxWorkers: FILES_PER_CORE * availableParallelism(),
    testTimeout: 120_000,
    hookTimeout: 120_000,
    globalSetup: 'test/warm-up.ts',
    sequence: { sequencer: DearestFirst },
    projects: [
      { extends: true, test: { name: 'counters', include: counters } },
      // Pure rooms and whole tills in memory: importing the house takes longer than most of their tests.
      { extends: true, test: { name: 'rooms', include: rooms, isolate: false } },
    ],
  },
});
