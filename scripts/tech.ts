/**
 * `npm run tech [-- --link ADDRESS] [-- --folder DIR]`: this window becomes a terminal on the maintenance port of a running counter, or on any serial port.
 * Ctrl-] leaves; what leaves with it is the session, as when a cable is pulled. Any other terminal program does the same: picocom -b 115200 PATH.
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { openBytePipe } from '../drivers/link/byte-pipes.ts';
import type { Clock } from '../drivers/link/link.ts';
import { messageOf } from '../storage/journal/failures.ts';

const USAGE = 'usage: npm run tech [-- --folder DIR | --link serial:/dev/ttyUSB0?baud=115200]';
const EXIT = { ok: 0, lost: 1, usage: 2 } as const;
const CTRL_BRACKET = 0x1d;

const clock: Clock = {
  nowMs: () => performance.now(),
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

function addressOf(): string {
  const { values } = parseArgs({ options: { link: { type: 'string' }, folder: { type: 'string' } } });
  if (values.link !== undefined) return values.link;
  const path = join(resolve(values.folder ?? 'var/counter'), 'maintenance');
  if (!existsSync(path)) throw new Error(`no counter runs here: there is no ${path}; start one: npm start`);
  return `serial:${path}?baud=115200`;
}

function attach(address: string): Promise<number> {
  const { stdin, stdout } = process;
  return new Promise((end) => {
    const pipe = openBytePipe(clock)(address, {
      opened: () => {
        stdout.write('已连接 connected; Ctrl-] 退出 leaves\r\n');
        // Enter: the session shows its prompt.
        pipe.write(Uint8Array.of(0x0d));
      },
      bytes: (chunk) => void stdout.write(chunk),
      lost: ({ cause, detail }) => {
        process.stderr.write(`\nthe port is gone (${cause}): ${detail}\n`);
        end(EXIT.lost);
      },
    });
    const leave = (): void => {
      pipe.close();
      end(EXIT.ok);
    };
    if (stdin.isTTY) stdin.setRawMode(true);
    stdin.on('data', (chunk: Buffer) => {
      if (chunk.includes(CTRL_BRACKET)) leave();
      else pipe.write(chunk);
    });
    stdin.on('end', leave);
    for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.once(signal, leave);
    process.once('disconnect', leave);
  });
}

try {
  const code = await attach(addressOf());
  if (process.stdin.isTTY) process.stdin.setRawMode(false);
  process.exit(code);
} catch (error) {
  process.stderr.write(`${messageOf(error)}; ${USAGE}\n`);
  process.exit(EXIT.usage);
}
