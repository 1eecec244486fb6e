/** Card readers by driver name (design §8). */
import type { Clock, OpenBytePipe, OpenHidPipe } from '../link/link.ts';
import type { CardReaderEvent, CardReaderSession } from './card-reader.ts';
import { readMagnesafeReport } from './magnesafe-wire.ts';
import { connectMagtek, type MagtekModel } from './magtek-reader.ts';
import { readMagtekReport } from './magtek-wire.ts';
import { connectMsrSerial } from './msr-serial-reader.ts';
import { connectNeoSerial } from './neo-reader.ts';
import { connectSecureMag } from './securemag-reader.ts';

export type CardReaderDriver = 'magtek-hid' | 'magnesafe-hid' | 'securemag-hid' | 'neo-serial' | 'msr-serial';

export interface CardReaderPipes {
  readonly openBytePipe: OpenBytePipe;
  readonly openHidPipe: OpenHidPipe;
}

const MAGTEK: MagtekModel = { name: 'MagTek HID swipe reader', encryption: 'none', readReport: readMagtekReport };
/** Whether it encrypts depends on its security level; every swipe tells (facts/peripherals §1a). */
const MAGNESAFE: MagtekModel = { name: 'MagTek MagneSafe V5', encryption: 'unknown', readReport: readMagnesafeReport };

/**
 * Connects to the reader at `address`. `reader.identified` comes once, with nulls for what the reader does not tell; then cards while
 * armed. The session dies with its link; nothing comes after `reader.lost` or `close()`.
 */
export function connectCardReader(
  driver: CardReaderDriver,
  pipes: CardReaderPipes,
  address: string,
  clock: Clock,
  on: (event: CardReaderEvent) => void,
): CardReaderSession {
  switch (driver) {
    case 'magtek-hid':
      return connectMagtek(MAGTEK, pipes.openHidPipe, address, clock, on);
    case 'magnesafe-hid':
      return connectMagtek(MAGNESAFE, pipes.openHidPipe, address, clock, on);
    case 'securemag-hid':
      return connectSecureMag(pipes.openHidPipe, address, clock, on);
    case 'neo-serial':
      return connectNeoSerial(pipes.openBytePipe, address, clock, on);
    case 'msr-serial':
      return connectMsrSerial(pipes.openBytePipe, address, clock, on);
  }
}
