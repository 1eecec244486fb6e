import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Scenarios mostly wait for a slow printer: more of them than there are cores. */
const FILES_PER_CORE = 2;

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: FILES_PER_CORE * availableParallelism(),
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
