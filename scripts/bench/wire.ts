/**
 * How much of the line's speed printing uses: the driver on a pseudo-terminal at 115200 baud, the emulated printer at its other end taking
 * bytes at exactly that speed and printing at once, so that the line is what limits.
 */
import { openBytePipe } from '../../drivers/link/byte-pipes.ts';
import type { Clock } from '../../drivers/link/link.ts';
import type { PrinterEvent, PrintLine } from '../../drivers/printer/printer.ts';
import { connectPrinter, type PrinterOptions } from '../../drivers/printer/session.ts';
import { EmulatorProcess } from '../../test/countertop/emulator-process.ts';
import type { Line } from './verdict.ts';

const BAUD = 115_200;
const BITS_PER_BYTE = 10;
const SLIPS = 5;
/** About 12 kB, a second on the line. */
const LONG_SLIP: readonly PrintLine[] = Array.from({ length: 240 }, (_, n) => ({
  kind: 'text',
  text: `${String(n + 1).padStart(4)} 商品 ITEM ${'.'.repeat(22)} ￥12.50`,
}));

const clock: Clock = {
  nowMs: () => performance.now(),
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

interface Setting {
  readonly name: string;
  readonly emulator: readonly string[];
  readonly flow: string;
  readonly options: Partial<PrinterOptions>;
}

const SETTINGS: readonly Setting[] = [
  {
    name: 'flow control named (rtscts)',
    emulator: ['--flow', 'dtrdsr', '--buffer', '4096'],
    flow: '&flow=rtscts',
    options: {},
  },
  {
    name: 'no flow control, buffer=4096',
    emulator: ['--flow', 'none', '--buffer', '4096'],
    flow: '',
    options: { buffer: 4_096 },
  },
  { name: 'no flow control, 45-byte buffer', emulator: ['--flow', 'none', '--buffer', '45'], flow: '', options: {} },
];

/** @returns the share of the line's speed, the best of a few slips: the machine's other work is not the driver's. */
async function useOf({ emulator, flow, options }: Setting): Promise<number> {
  const device = new EmulatorProcess(
    'printer',
    new URL('../../test/emulators/printer/main.ts', import.meta.url).pathname,
    [...['--baud', String(BAUD), '--line-ms', '0'], ...emulator],
  );
  try {
    const path = (await device.address()).replace(/^pty:/, '');
    return await printed(`serial:${path}?baud=${BAUD}${flow}`, options);
  } finally {
    await device.stop();
  }
}

function printed(address: string, options: Partial<PrinterOptions>): Promise<number> {
  return new Promise((resolve, reject) => {
    const pipes = openBytePipe(clock);
    let written = 0;
    let fromMs = 0;
    let best = 0;
    let slip = 0;
    const session = connectPrinter(
      (at, events) => {
        const pipe = pipes(at, events);
        const write: typeof pipe.write = (bytes) => {
          const result = pipe.write(bytes);
          if (result === 'accepted') written += bytes.length;
          return result;
        };
        return {
          address: pipe.address,
          write,
          close: () => pipe.close(),
          get queuedBytes() {
            return pipe.queuedBytes;
          },
        };
      },
      address,
      clock,
      { columns: 48, charset: 'gb18030', ...options },
      (event) => take(event),
    );
    const next = () => {
      slip += 1;
      written = 0;
      fromMs = clock.nowMs();
      session.print({ job: `slip ${slip}`, slip, lines: LONG_SLIP });
    };
    const take = (event: PrinterEvent) => {
      if (event.type === 'printer.identified' && slip === 0) next();
      else if (event.type === 'printer.jobPrinted') {
        best = Math.max(best, (written * BITS_PER_BYTE * 1000) / BAUD / (clock.nowMs() - fromMs));
        if (slip < SLIPS) next();
        else {
          session.close();
          resolve(best);
        }
      } else if (/jobNotPrinted|jobUnknown|lost/.test(event.type)) reject(new Error(`${address}: ${event.type}`));
    };
  });
}

export async function wireLines(): Promise<readonly Line[]> {
  const lines: Line[] = [];
  for (const setting of SETTINGS) {
    const use = await useOf(setting);
    const isWide = setting !== SETTINGS.at(-1);
    lines.push({
      what: `wire use while printing: ${setting.name}`,
      measured: `${(use * 100).toFixed(1)} % of ${BAUD} baud, from the first byte to the last proof`,
      ratio: use.toFixed(2),
      budget: isWide ? '≥ 98 %' : 'none: a printer holds 45 bytes',
      kept: isWide ? use >= 0.98 : null,
    });
  }
  return lines;
}
