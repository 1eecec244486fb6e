/** The devices of a counter and its bank, each a process of its own with its end of the cable below the counter's folder. */
import { join } from 'node:path';
import { MID, TID, TMK } from './counter-configuration.ts';
import { EmulatorProcess } from './emulator-process.ts';

const script = (device: string): string => new URL(`../emulators/${device}/main.ts`, import.meta.url).pathname;

export function keypadBelow(folder: string): EmulatorProcess {
  return new EmulatorProcess('keypad', script('keypad'), ['--socket', join(folder, 'keypad.sock')]);
}

export function displayBelow(folder: string): EmulatorProcess {
  return new EmulatorProcess('display', script('display'), [
    ...['--symlink', join(folder, 'display'), '--dialect', 'dm-d', '--charset', 'gb18030'],
  ]);
}

export function acquirerBelow(folder: string, args: readonly string[] = []): EmulatorProcess {
  return new EmulatorProcess('acquirer', script('acquirer'), [
    ...['--tid', TID, '--mid', MID, '--tmk', TMK, '--ledger', join(folder, 'bank-ledger.jsonl')],
    ...args,
  ]);
}

/** Master/session: its master key is the terminal's TMK, so that it can open the PIN key of the sign-on. */
export function pinPadBelow(folder: string): EmulatorProcess {
  return new EmulatorProcess('pin-pad', script('pin-pad'), [
    ...['--symlink', join(folder, 'pin-pad'), '--keys', 'master-session', '--master-key', TMK],
  ]);
}

export function scannerBelow(folder: string): EmulatorProcess {
  return new EmulatorProcess('scanner', script('scanner'), [
    ...['--model', 'hid-pos', '--socket', join(folder, 'scanner.sock')],
  ]);
}

export function printerBelow(folder: string, args: readonly string[] = [], name = 'printer'): EmulatorProcess {
  return new EmulatorProcess(name, script('printer'), [...['--link', join(folder, name), '--baud', '115200'], ...args]);
}

export function chipReaderBelow(folder: string): EmulatorProcess {
  return new EmulatorProcess('card-reader', script('card-reader'), [
    ...['--model', 'neo-serial', '--symlink', join(folder, 'reader')],
  ]);
}

export function readerBelow(folder: string, serial?: string): EmulatorProcess {
  return new EmulatorProcess('card-reader', script('card-reader'), [
    ...['--model', 'magtek-hid', '--socket', join(folder, 'reader.sock')],
    ...(serial === undefined ? [] : ['--serial', serial]),
  ]);
}
