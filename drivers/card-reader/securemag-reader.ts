/** `securemag-hid`: ID TECH SecureMag in ID TECH mode, clear or encrypting. */
import type { Clock, OpenHidPipe } from '../link/link.ts';
import { CardGate } from './card-gate.ts';
import type { CardReaderEvent, CardReaderSession } from './card-reader.ts';
import { SecureMagBlocks } from './securemag-blocks.ts';

/** How its commands travel over HID is not documented in what we have: it is identified by nothing but its presence. */
export function connectSecureMag(
  openHidPipe: OpenHidPipe,
  address: string,
  clock: Clock,
  on: (event: CardReaderEvent) => void,
): CardReaderSession {
  const gate = new CardGate(on);
  const blocks = new SecureMagBlocks();
  /** A block that began before `arm` belongs to an earlier card. */
  let beganBefore = false;
  const pipe = openHidPipe(address, {
    opened: () =>
      gate.identified({ model: null, serial: null, firmware: null, encryption: 'unknown', takes: ['swipe'] }),
    report(report) {
      const swipe = blocks.read(report);
      report.fill(0);
      if (swipe !== null && beganBefore) {
        gate.discard(swipe);
      } else if (swipe !== null) {
        gate.receive(swipe);
      }
      if (blocks.pendingBytes === 0) beganBefore = false;
    },
    feature() {},
    lost(fault) {
      blocks.forget();
      gate.lost(fault);
    },
  });
  return {
    arm() {
      beganBefore = blocks.pendingBytes > 0;
      gate.arm();
    },
    disarm: () => gate.disarm(),
    test: (tried) => void clock.after(0, () => tried('no-question')),
    close() {
      gate.close();
      blocks.forget();
      pipe.close();
    },
  };
}
