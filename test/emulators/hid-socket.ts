/**
 * The device side of a HID device over a stream socket (design §7, §13).
 *
 * A message is one byte of kind, two bytes of length (big-endian) and the data. Device to host: `I` an input report as hidraw
 * gives it, `G` the answer to a feature request (report id first). Host to device: `O` an output report, `F` a feature report
 * (both with a leading report id, 0 where the device has none), `G` a feature request, its data the report id.
 * One host at a time: a second one is hung up on. `close` unplugs: the host's connection ends and the path is gone.
 */
import { lstatSync, unlinkSync } from 'node:fs';
import type { Server, Socket } from 'node:net';
import { createServer } from 'node:net';

export interface HidSocketEvents {
  hostOpen(): void;
  hostClose(): void;
  /** `report` starts with the report id. */
  output(report: Uint8Array): void;
  feature(report: Uint8Array): void;
  /** The host asks for a feature report; answer with `HidSocket.feature`. */
  featureAsked(reportId: number): void;
  /** The host broke the framing and was hung up on. */
  error(detail: string): void;
}

export interface HidSocket {
  readonly path: string;
  readonly hostIsOpen: boolean;
  /** Framed bytes of an input report; `send` puts them on the wire, so that faults can come between. */
  inputFrame(report: Uint8Array): Uint8Array;
  featureFrame(report: Uint8Array): Uint8Array;
  /** Bytes to the host; lost where there is none. */
  send(bytes: Uint8Array): void;
  /** Unplug. Idempotent. */
  close(): void;
}

const headerBytes = 3;

export function hidFrame(kind: 'I' | 'O' | 'F' | 'G', data: Uint8Array): Uint8Array {
  const frame = Buffer.alloc(headerBytes + data.length);
  frame.write(kind, 0, 'latin1');
  frame.writeUInt16BE(data.length, 1);
  frame.set(data, headerBytes);
  return frame;
}

/** Resolves when a host can connect. A socket left behind by a killed process is replaced. */
export function openHidSocket(path: string, events: HidSocketEvents): Promise<HidSocket> {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSocket()) unlinkSync(path);
  return new Promise((resolve, reject) => {
    const server = createServer();
    const opened = new OpenedHidSocket(path, server, events);
    server.once('error', reject);
    server.listen(path, () => resolve(opened));
  });
}

class OpenedHidSocket implements HidSocket {
  readonly path: string;
  readonly #server: Server;
  readonly #events: HidSocketEvents;
  #host: Socket | null = null;
  #open = true;
  readonly #onExit = (): void => this.close();

  constructor(path: string, server: Server, events: HidSocketEvents) {
    this.path = path;
    this.#server = server;
    this.#events = events;
    server.on('connection', (socket) => this.#connected(socket));
    process.on('exit', this.#onExit);
  }

  get hostIsOpen(): boolean {
    return this.#host !== null;
  }

  inputFrame(report: Uint8Array): Uint8Array {
    return hidFrame('I', report);
  }

  featureFrame(report: Uint8Array): Uint8Array {
    return hidFrame('G', report);
  }

  send(bytes: Uint8Array): void {
    this.#host?.write(bytes);
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    process.off('exit', this.#onExit);
    const host = this.#host;
    this.#host = null;
    host?.destroy();
    this.#server.close();
    if (lstatSync(this.path, { throwIfNoEntry: false })?.isSocket()) unlinkSync(this.path);
  }

  #connected(socket: Socket): void {
    socket.on('error', () => {}); // 'close' follows
    if (this.#host !== null || !this.#open) {
      socket.destroy();
      return;
    }
    this.#host = socket;
    const receive = frameReader(
      (kind, data) => this.#host === socket && this.#received(kind, data),
      (detail) => {
        socket.destroy();
        this.#events.error(detail);
      },
    );
    socket.on('data', receive);
    socket.on('close', () => {
      if (this.#host !== socket) return;
      this.#host = null;
      this.#events.hostClose();
    });
    this.#events.hostOpen();
  }

  #received(kind: string, data: Uint8Array): void {
    if (kind === 'O') this.#events.output(data);
    else if (kind === 'F') this.#events.feature(data);
    else this.#events.featureAsked(data[0] ?? 0);
  }
}

/** Bounded by the length field: never holds more than one message of 65 538 bytes and one chunk. */
function frameReader(
  onFrame: (kind: string, data: Uint8Array) => void,
  onError: (detail: string) => void,
): (chunk: Buffer) => void {
  let held: Buffer = Buffer.alloc(0);
  let broken = false;
  return (chunk) => {
    if (broken) return;
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    while (held.length > 0) {
      const kind = String.fromCharCode(held[0] ?? 0);
      if (kind !== 'O' && kind !== 'F' && kind !== 'G') {
        broken = true;
        onError(`message of unknown kind 0x${(held[0] ?? 0).toString(16)}`);
        return;
      }
      if (held.length < headerBytes) return;
      const end = headerBytes + held.readUInt16BE(1);
      if (held.length < end) return;
      const data = Uint8Array.from(held.subarray(headerBytes, end));
      held = held.subarray(end);
      onFrame(kind, data);
    }
  };
}
