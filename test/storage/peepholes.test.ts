/** No debugger, no report, no snapshot of the heap: nothing lets a running terminal's memory be read from outside (promise 5). */
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { peepholes } from '../../storage/keys/peepholes.ts';

const NO_REPORTS = { reportOnSignal: false, reportOnFatalError: false, reportOnUncaughtException: false };
const MAIN = new URL('../../firmware/main.ts', import.meta.url).pathname;

test.each([
  '--inspect',
  '--inspect-brk=0.0.0.0:9229',
  '--report-on-signal',
  '--report_on_fatalerror',
  '--report-uncaught-exception',
  '--heapsnapshot-signal=SIGUSR2',
  '--heapsnapshot-near-heap-limit=1',
  '--tls-keylog=/var/tmp/keys',
  '--abort-on-uncaught-exception',
  '--env-file=.env',
])('%s is found, wherever it is given', (option) => {
  const reports = NO_REPORTS;
  expect(peepholes({ execArgv: ['--import', 'map.mjs', option], nodeOptions: undefined, reports })).toEqual([option]);
  expect(peepholes({ execArgv: [], nodeOptions: `--max-old-space-size=96 "${option}"`, reports })).toEqual([option]);
});

test('as the supervisor starts it there is none, and a setting from anywhere else is found', () => {
  const started = { execArgv: ['--import', 'file:///map.mjs'], nodeOptions: '--max-old-space-size=96' };
  expect(peepholes({ ...started, reports: NO_REPORTS })).toEqual([]);
  expect(peepholes({ ...started, reports: { ...NO_REPORTS, reportOnSignal: true } })).toEqual([
    'process.report.reportOnSignal',
  ]);
});

test('the terminal does not start with one: exit 2, what and why in both languages', () => {
  const { status, stderr } = spawnSync(process.execPath, ['--report-on-signal', MAIN, '--config', 'none.json'], {
    encoding: 'utf8',
  });
  expect(status).toBe(2);
  expect(stderr).toMatch(/^拒绝启动 refused to start: --report-on-signal .*\n$/);
});
