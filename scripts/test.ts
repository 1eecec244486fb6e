/** `npm test [-- FILTER …]`: everything that must hold, or what vitest finds for FILTER (`npm test -- test/tidy`). */
import { spawnSync } from 'node:child_process';

const done = spawnSync(
  process.execPath,
  ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/vitest.config.ts', ...process.argv.slice(2)],
  { cwd: `${import.meta.dirname}/..`, stdio: 'inherit' },
);
process.exitCode = done.status ?? 1;
