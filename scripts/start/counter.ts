/** The virtual counter in a window: what the devices show is drawn, what the keyboard does is done to them. */

import { messageOf } from '../../storage/journal/failures.ts';
import { Countertop, TEST_CARDS } from '../../test/countertop/countertop.ts';
import { drawCounter, HELP, repaintText } from './picture.ts';

/** The firmware's exit code when the technician has asked for it, or the change-over into training and back. */
const RESTART = 75;

interface World {
  paperIn: boolean;
  coverOpen: boolean;
  acquirerUp: boolean;
  note: string;
  customer: readonly string[];
  paper: readonly string[];
}

const KEYPAD: Readonly<Record<string, string>> = {
  '\r': 'confirm',
  '\n': 'confirm',
  '\x7f': 'correct',
  '\b': 'correct',
  '\x1b': 'cancel',
  '+': 'sale',
  '-': 'refund',
  '/': 'reprint',
  '*': 'functions',
  '.': '.',
};

/** Runs until `q`, Ctrl-C, or until whoever started it stops it or is gone. Resolves to the exit code. */
export async function runCounter(folder: string): Promise<number> {
  process.stdout.write('Starting the virtual counter 正在启动虚拟柜台 …\n');
  const countertop = await Countertop.open({ folder, technician: true });
  process.stdout.write(`Maintenance port 维护口: npm run tech, or picocom -b 115200 ${folder}/maintenance\n`);
  const world: World = { paperIn: true, coverOpen: false, acquirerUp: true, note: '', customer: [], paper: [] };
  let painted = '';
  const paint = () => {
    const text = drawCounter(process.stdout, countertop, world);
    if (text === painted) return;
    painted = text;
    process.stdout.write(process.stdout.isTTY ? repaintText(text) : `${text}\n\n`);
  };
  if (process.stdout.isTTY) process.stdout.write('\x1b[2J');
  watchDevices(countertop, world, paint);
  await powerOn(countertop, world, paint);
  await new Promise<void>((resolve) => {
    readKeys((key) => work(countertop, world, key, paint), resolve);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
    process.once('disconnect', () => resolve());
  });
  await countertop.close();
  process.stdin.pause();
  process.channel?.unref();
  process.stdout.write('\nThe counter is closed; its journal stays in var/counter/data 柜台已关闭\n');
  return 0;
}

function watchDevices(countertop: Countertop, world: World, paint: () => void): void {
  const cable = countertop.technician?.cable;
  // Whoever closes the window takes the cable along: nobody finds the session of the one before.
  cable?.onEvent((event) => {
    if (event.event === 'detached') void cable.do('replug', { afterMs: 100 }).catch(() => undefined);
  });
  countertop.printer.onEvent((event) => {
    if (event.event === 'line' || event.event === 'broken-line')
      world.paper = [...world.paper, String(event['text'])].slice(-200);
    if (event.event === 'qr' || event.event === 'barcode') {
      world.paper = [...world.paper, `[${event.event} ${String(event['data'])}]`].slice(-200);
    }
    if (event.event === 'cut') world.paper = [...world.paper, '✂'.padEnd(48, '-')].slice(-200);
    paint();
  });
  countertop.display?.onEvent((event) => {
    if (event.event !== 'changed') return;
    world.customer = event['lines'] as readonly string[];
    paint();
  });
}

async function powerOn(countertop: Countertop, world: World, paint: () => void): Promise<void> {
  const firmware = await countertop.powerOn(/./);
  firmware.onFrame(paint);
  void firmware.ended.then(async ({ code, signal }) => {
    if (signal === 'SIGKILL' || code === 0) return;
    if (code === RESTART) {
      world.note = 'started again, as it asked for';
      await powerOn(countertop, world, paint);
      return;
    }
    world.note = `the firmware ended (${code ?? signal}) ${firmware.stderr.trim().split('\n').at(-1) ?? ''}`;
    paint();
  });
  paint();
}

/** True while the counter stays open. */
async function work(countertop: Countertop, world: World, key: string, paint: () => void): Promise<boolean> {
  if (key === 'q' || key === '\x03' || key === '\x04') return false;
  try {
    await act(countertop, world, key, paint);
  } catch (error) {
    world.note = messageOf(error);
  }
  paint();
  return true;
}

async function act(countertop: Countertop, world: World, key: string, paint: () => void): Promise<void> {
  const keypad = /^\d$/.test(key) ? key : KEYPAD[key];
  if (keypad !== undefined) {
    await countertop.press(keypad);
    return;
  }
  const { printer, acquirer } = countertop;
  switch (key) {
    case 'v':
      world.note = 'card swiped: Visa';
      return countertop.swipe(TEST_CARDS.visa);
    case 'm':
      world.note = 'card swiped: Mastercard';
      return countertop.swipe(TEST_CARDS.mastercard);
    case 'u':
      world.note = 'card swiped: one the bank does not know';
      return countertop.swipe(TEST_CARDS.unknown);
    case 'p':
      await printer.do(world.paperIn ? 'paper-end' : 'new-roll');
      world.paperIn = !world.paperIn;
      world.note = world.paperIn ? 'new roll in' : 'paper out';
      return;
    case 'c':
      await printer.do(world.coverOpen ? 'cover-close' : 'cover-open');
      world.coverOpen = !world.coverOpen;
      world.note = world.coverOpen ? 'cover open' : 'cover closed';
      return;
    case 'a':
      await acquirer.do('refuse-connections', { on: world.acquirerUp, cut: true });
      world.acquirerUp = !world.acquirerUp;
      world.note = world.acquirerUp ? 'acquirer reachable' : 'acquirer cut off';
      return;
    case 's':
      await acquirer.do('silent', { count: 1 });
      world.note = 'the acquirer will not answer the next request';
      return;
    case 'x':
      if (countertop.isPowered) {
        await countertop.cutPower();
        world.note = 'power cut (SIGKILL)';
      } else {
        world.note = 'power on';
        await powerOn(countertop, world, paint);
      }
      return;
    case 'h':
    case '?':
      world.note = HELP.join('  ');
      return;
    default:
      return;
  }
}

/** Raw keys of a terminal, or plain characters of a pipe; an escape sequence (arrow keys) is no key of this counter. */
function readKeys(hear: (key: string) => Promise<boolean>, end: () => void): void {
  const { stdin } = process;
  stdin.setEncoding('utf8');
  if (stdin.isTTY) stdin.setRawMode(true);
  let queue = Promise.resolve(true);
  stdin.on('data', (chunk: string) => {
    for (const key of chunk.replace(/\x1b\[[0-9;]*[A-Za-z~]/g, '')) {
      queue = queue.then(async (open) => {
        if (!open) return false;
        const stays = await hear(key);
        if (!stays) stdin.pause();
        if (!stays) end();
        return stays;
      });
    }
  });
  // Without a keyboard (a service, a build machine) the counter stays open until it is told to stop.
}
