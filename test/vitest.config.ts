import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { sortedTests } from './own-process.ts';

/** Scenarios mostly wait for a slow printer: more of them than there are cores. */
const FILES_PER_CORE = 2;

const ROOT = join(import.meta.dirname, '..');

const { alone, together } = sortedTests(ROOT);

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
      { extends: true, test: { name: 'counters', include: [...alone] } },
      { extends: true, test: { name: 'rooms', include: [...together], isolate: false } },
    ],
  },
});
