/**
 * Keeps the terminal running on real devices: a process that ends unasked is started again and recovers from its journal. What only a
 * person can mend (a configuration, a journal that cannot be written) is not tried over and over.
 */
import { spawn } from 'node:child_process';
import { firmwareCommand } from '../../test/countertop/firmware-command.ts';
import { serveTraining } from '../../test/countertop/training-host.ts';

const FIRMWARE = new URL('../../firmware/main.ts', import.meta.url).pathname;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/** 0: asked to stop. 2: usage or configuration. */
const FINAL: ReadonlySet<number> = new Set([0, 2]);
/** Asked for on the maintenance port, or the change-over into training and back. */
const RESTART = 75;

/** Resolves to the exit code that ends it. */
export async function supervise(configuration: string): Promise<number> {
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(Math.max(pauseMs * 2, FIRST_PAUSE_MS), LONGEST_PAUSE_MS)) {
    const code = await runOnce(configuration);
    if (FINAL.has(code)) return code;
    if (code === RESTART) {
      pauseMs = 0;
      continue;
    }
    process.stderr.write(`the terminal ended (${code}); starting it again 终端已退出,正在重启\n`);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

/** No core dump: what a process had in its registers may be a card (promise 5). The shell becomes the firmware. */
const WITHOUT_DUMPS = 'ulimit -c 0; exec "$0" "$@"';

function runOnce(configuration: string): Promise<number> {
  // By the channel the terminal notices when its supervisor is gone, and stops instead of holding the devices alone.
  const child = spawn('sh', ['-c', WITHOUT_DUMPS, ...firmwareCommand(FIRMWARE, configuration)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  serveTraining(child);
  const pass = (signal: NodeJS.Signals) => child.kill(signal);
  process.on('SIGINT', pass);
  process.on('SIGTERM', pass);
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      process.off('SIGINT', pass);
      process.off('SIGTERM', pass);
      resolve(code ?? (signal === null ? 70 : 128));
    });
  });
}
