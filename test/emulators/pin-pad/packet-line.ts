/**
 * Acknowledgement on the pad's line (facts/peripherals §1c): a good packet is answered ACK, a bad one NAK, the third bad one
 * EOT. The pad waits 5 s for the ACK of its own packet, sends it again twice, then ends with EOT; on NAK it sends again until
 * it hears ACK or EOT.
 */
import type { Clock } from '../clock.ts';
import type { PacketKind } from './packets.ts';
import { control, PacketReceiver, packetBytes } from './packets.ts';

export interface PacketLineWorld {
  readonly clock: Clock;
  send(bytes: Uint8Array): void;
  emit(event: string, fields?: object): void;
}

/** How a packet is to be answered, before anything else happens. */
export type Reply = 'ack' | 'eot' | 'none';

export interface PacketLineEvents {
  /** A good packet. `afterwards` runs after its reply has been sent. */
  packet(kind: PacketKind, text: string): { readonly reply: Reply; readonly afterwards?: () => void };
  /** EOT from the host. */
  ended(): void;
}

const ackTimeoutMs = 5000;
const retransmissions = 2;
const naksBeforeEot = 3;
/** A packet that stops in the middle is forgotten. */
const interByteMs = 1000;

interface Outgoing {
  readonly kind: PacketKind;
  readonly text: string;
  readonly acknowledged: (() => void) | undefined;
  attempts: number;
}

export class PacketLine {
  readonly #world: PacketLineWorld;
  readonly #events: PacketLineEvents;
  readonly #receiver = new PacketReceiver();
  #outgoing: Outgoing | null = null;
  #stopWaiting: () => void = () => {};
  #stopInterByte: () => void = () => {};
  #naks = 0;
  /** Faults still to come: good packets answered NAK, packets not answered, packets sent with a wrong LRC. */
  nakNext = 0;
  ignoreNext = 0;
  wrongLrcNext = 0;

  constructor(world: PacketLineWorld, events: PacketLineEvents) {
    this.#world = world;
    this.#events = events;
  }

  /** Sends a packet and keeps at it until it is acknowledged. A packet that is still waiting is given up. */
  transmit(kind: PacketKind, text: string, acknowledged?: () => void): void {
    this.#stopWaiting();
    this.#outgoing = { kind, text, acknowledged, attempts: 0 };
    this.#attempt(this.#outgoing);
  }

  /** Gives up the packet that waits for its ACK; one on the wire may still arrive. */
  abandon(): void {
    this.#stopWaiting();
    this.#outgoing = null;
  }

  endOfTransmission(): void {
    this.abandon();
    this.#world.send(Uint8Array.of(control.eot));
  }

  reset(): void {
    this.abandon();
    this.#stopInterByte();
    this.#receiver.reset();
    this.#naks = 0;
  }

  receive(bytes: Uint8Array): void {
    for (const byte of bytes) this.#byte(byte);
    this.#stopInterByte();
    if (!this.#receiver.isInside) return;
    this.#stopInterByte = this.#world.clock.after(interByteMs, () => {
      this.#receiver.reset();
      this.#world.emit('error', { detail: 'a packet stopped in the middle' });
    });
  }

  #byte(byte: number): void {
    const received = this.#receiver.receive(byte);
    if (received === null) return;
    switch (received.kind) {
      case 'ack':
        this.#acknowledged();
        return;
      case 'nak':
        if (this.#outgoing !== null) this.#attempt(this.#outgoing);
        return;
      case 'eot':
        this.abandon();
        this.#events.ended();
        return;
      case 'stray':
        this.#world.emit('error', { detail: `stray byte 0x${received.byte.toString(16).padStart(2, '0')}` });
        return;
      default:
        this.#packet(received.kind, received.text, received.lrcIsGood);
    }
  }

  #packet(kind: PacketKind, text: string, lrcIsGood: boolean): void {
    if (this.ignoreNext > 0) {
      this.ignoreNext--;
      return;
    }
    if (!lrcIsGood || this.nakNext > 0) {
      if (lrcIsGood) this.nakNext--;
      else this.#world.emit('error', { detail: 'packet with a wrong LRC' });
      this.#refuse();
      return;
    }
    this.#naks = 0;
    const { reply, afterwards } = this.#events.packet(kind, text);
    if (reply === 'ack') this.#world.send(Uint8Array.of(control.ack));
    else if (reply === 'eot') this.#world.send(Uint8Array.of(control.eot));
    afterwards?.();
  }

  #refuse(): void {
    this.#naks++;
    const ends = this.#naks > naksBeforeEot;
    if (ends) this.#naks = 0;
    this.#world.send(Uint8Array.of(ends ? control.eot : control.nak));
  }

  #acknowledged(): void {
    const outgoing = this.#outgoing;
    this.abandon();
    outgoing?.acknowledged?.();
  }

  #attempt(outgoing: Outgoing): void {
    const bytes = packetBytes(outgoing.kind, outgoing.text);
    if (this.wrongLrcNext > 0) {
      this.wrongLrcNext--;
      bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) ^ 0x55;
    }
    this.#stopWaiting();
    this.#stopWaiting = this.#world.clock.after(ackTimeoutMs, () => {
      if (outgoing.attempts < retransmissions) {
        outgoing.attempts++;
        this.#attempt(outgoing);
        return;
      }
      this.#world.emit('unacknowledged', { id: outgoing.text.slice(0, 2) });
      this.endOfTransmission();
    });
    this.#world.send(bytes);
  }
}
