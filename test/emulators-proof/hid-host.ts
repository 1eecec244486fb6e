/** A host on the other end of a HID device's socket, written from the design (§7, §13) alone. */
import { connect } from 'node:net';

export interface HidHost {
  /** The next message of this kind; each is handed out once. */
  next(kind: 'I' | 'G'): Promise<Buffer>;
  send(kind: 'O' | 'F' | 'G', data: Uint8Array): void;
  write(bytes: Uint8Array): void;
  /** Resolves when the device has gone. */
  readonly ended: Promise<void>;
  /** How many chunks came, to see a split. */
  readonly chunks: () => number;
  close(): void;
}

export function connectHidHost(path: string): Promise<HidHost> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    const got: { kind: string; data: Buffer }[] = [];
    const waiting: { kind: string; resolve(data: Buffer): void }[] = [];
    let held: Buffer = Buffer.alloc(0);
    let chunks = 0;
    socket.on('data', (chunk) => {
      chunks++;
      held = Buffer.concat([held, chunk]);
      while (held.length >= 3 && held.length >= 3 + held.readUInt16BE(1)) {
        const end = 3 + held.readUInt16BE(1);
        const message = { kind: held.toString('latin1', 0, 1), data: held.subarray(3, end) };
        held = held.subarray(end);
        const at = waiting.findIndex((one) => one.kind === message.kind);
        if (at < 0) got.push(message);
        else waiting.splice(at, 1)[0]?.resolve(message.data);
      }
    });
    const ended = new Promise<void>((resolveEnded) => socket.once('close', () => resolveEnded()));
    socket.on('error', reject);
    socket.once('connect', () =>
      resolve({
        next(kind) {
          const at = got.findIndex((message) => message.kind === kind);
          const [message] = at < 0 ? [] : got.splice(at, 1);
          return message === undefined
            ? new Promise((resolveNext) => waiting.push({ kind, resolve: resolveNext }))
            : Promise.resolve(message.data);
        },
        send(kind, data) {
          const header = Buffer.from([kind.charCodeAt(0), data.length >> 8, data.length & 0xff]);
          socket.write(Buffer.concat([header, data]));
        },
        write: (bytes) => socket.write(bytes),
        ended,
        chunks: () => chunks,
        close: () => socket.destroy(),
      }),
    );
  });
}
