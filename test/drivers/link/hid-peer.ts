/** The device's end of HID over a stream socket (design §13), for drivers' tests: real sockets, real link, scripted reports. */
import { mkdtempSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface HidPeer {
  readonly address: string;
  /** Resolves when a terminal is connected. */
  connected(): Promise<void>;
  report(bytes: Uint8Array): void;
  /** Called with everything that the terminal sends. */
  onFrame(run: (kind: string, data: Buffer) => void): void;
  answerFeature(bytes: Uint8Array): void;
  unplug(): void;
  close(): void;
}

export async function hidPeer(): Promise<HidPeer> {
  const path = join(mkdtempSync(join(tmpdir(), 'hid-')), 'x.sock');
  const server = createServer();
  let socket: Socket | null = null;
  let onFrame: (kind: string, data: Buffer) => void = () => {};
  const connected = new Promise<void>((resolve) => {
    server.on('connection', (accepted) => {
      socket = accepted;
      accepted.on('error', () => {});
      let pending = Buffer.alloc(0);
      accepted.on('data', (chunk) => {
        pending = Buffer.concat([pending, chunk]);
        while (pending.length >= 3 && pending.length >= 3 + pending.readUInt16BE(1)) {
          const length = pending.readUInt16BE(1);
          onFrame(pending.toString('latin1', 0, 1), pending.subarray(3, 3 + length));
          pending = pending.subarray(3 + length);
        }
      });
      resolve();
    });
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  const send = (kind: string, bytes: Uint8Array): void => {
    const head = Buffer.from(`${kind}\0\0`, 'latin1');
    head.writeUInt16BE(bytes.length, 1);
    socket?.write(Buffer.concat([head, bytes]));
  };
  return {
    address: `unix:${path}`,
    connected: () => connected,
    report: (bytes) => send('I', bytes),
    answerFeature: (bytes) => send('G', bytes),
    onFrame(run) {
      onFrame = run;
    },
    unplug: () => socket?.destroy(),
    close() {
      socket?.destroy();
      server.close();
    },
  };
}
