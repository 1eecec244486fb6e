/**
 * Administration packets, SI…SO (facts/peripherals §1c): 01 06 serial number, 02 load a master key, 04 is a key there, 05 load
 * the serial number, 08 select a master key, 16 self-test. An answer has the id of its request.
 */
import type { MasterKeys } from './key-store.ts';
import type { PacketLine, Reply } from './packet-line.ts';

type Outcome = { readonly reply: Reply; readonly afterwards?: () => void };

const eot: Outcome = { reply: 'eot' };

/** `health` gives what the self-test finds: `0`, or any of `1` RAM, `2` ROM, `5` keys. */
export function administration(
  line: PacketLine,
  masters: MasterKeys,
  serialNumber: string,
  health: () => string,
): (text: string) => Outcome {
  let serial = serialNumber;
  /** Sends `text`; only the host's ACK makes it so. */
  const answering = (text: string, acknowledged?: () => void): Outcome => ({
    reply: 'ack',
    afterwards: () => line.transmit('administration', text, acknowledged),
  });
  return (text) => {
    const key = /^02(\d)((?:[0-9A-Fa-f]{16}){1,2})$/.exec(text);
    if (key !== null) {
      const [, slot = '', hex = ''] = key;
      return answering(text, () => masters.load(Number(slot), hex));
    }
    const slot = /^0[48](\d)$/.exec(text)?.[1];
    if (text.startsWith('04') && slot !== undefined) return answering(`04${masters.has(Number(slot)) ? 'F' : '0'}`);
    if (text.startsWith('08') && slot !== undefined) {
      masters.select(Number(slot));
      return { reply: 'ack' };
    }
    const loaded = /^05(\d{8,16})$/.exec(text)?.[1];
    if (loaded !== undefined) {
      return answering(text, () => {
        serial = loaded;
      });
    }
    if (text === '0106') return answering(`0106${serial}`);
    // After the host's ACK the pad ends the session.
    if (text === '16') return answering(`16${health()}`, () => line.endOfTransmission());
    return /^0[2458]/.test(text) ? eot : { reply: 'none' };
  };
}
