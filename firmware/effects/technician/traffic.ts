/** Watches the bytes of one device while a technician looks, masked where they can hold card data; costs nothing while nobody does. */
import type { OpenBytePipe } from '../../../drivers/link/link.ts';

export type Direction = 'host' | 'device';
type Watcher = (from: Direction, text: string) => void;

/** A line of hex that a terminal shows whole. */
const MOST_BYTES = 20;

export class Traffic {
  #watched: { readonly address: string; readonly secret: boolean; readonly tell: Watcher } | null = null;

  /** @param secret its bytes can hold card data or PIN blocks: only their number is told. */
  watch(address: string, secret: boolean, tell: Watcher): void {
    this.#watched = { address, secret, tell };
  }

  end(): void {
    this.#watched = null;
  }

  /** The same opener, with what passes told to the watcher. */
  through(open: OpenBytePipe): OpenBytePipe {
    return (address, events) => {
      const pipe = open(address, {
        ...events,
        bytes: (chunk) => {
          this.#tell(address, 'device', chunk);
          events.bytes(chunk);
        },
      });
      return {
        address: pipe.address,
        get queuedBytes() {
          return pipe.queuedBytes;
        },
        write: (bytes) => {
          const result = pipe.write(bytes);
          if (result === 'accepted') this.#tell(address, 'host', bytes);
          return result;
        },
        close: () => pipe.close(),
      };
    };
  }

  #tell(address: string, from: Direction, bytes: Uint8Array): void {
    const watched = this.#watched;
    if (watched === null || watched.address !== address) return;
    watched.tell(from, hexOf(bytes, watched.secret));
  }
}

/** What begins a frame; behind it lies what nobody may see. */
const FRAME_HEAD_BYTES = 2;

/**
 * `1B 40 …`, and how many there were. Bytes that could be a card number are stars (promise 5).
 * @param secret card data and PIN blocks pass here: only the head of each piece is shown.
 */
export function hexOf(bytes: Uint8Array, secret: boolean): string {
  if (secret) return `${hexOf(bytes.subarray(0, FRAME_HEAD_BYTES), false)} … ${bytes.length} bytes, masked`;
  const masked = maskedBytes(bytes);
  const shown = masked.slice(0, MOST_BYTES).join(' ');
  return bytes.length > MOST_BYTES ? `${shown} … ${bytes.length} bytes` : shown;
}

/** ASCII digits in a row, thirteen and more, as card numbers come. */
function maskedBytes(bytes: Uint8Array): readonly string[] {
  const text = Buffer.from(bytes).toString('latin1');
  const secret = new Set<number>();
  for (const match of text.matchAll(/\d{13,}/g))
    for (let i = 0; i < match[0].length; i += 1) secret.add(match.index + i);
  return [...bytes].map((byte, i) => (secret.has(i) ? '**' : byte.toString(16).toUpperCase().padStart(2, '0')));
}
