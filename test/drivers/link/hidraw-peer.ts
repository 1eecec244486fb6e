/** The device's end for `hidraw-shim.c`: SOCK_SEQPACKET sockets, which Node does not have, by libc. */
import { readdirSync } from 'node:fs';
import koffi from 'koffi';

const AF_UNIX = 1;
const SOCK_SEQPACKET = 5;
const MSG_NOSIGNAL = 0x4000;
const SHUT_RDWR = 2;

const libc = koffi.load('libc.so.6');
const socket = libc.func('int socket(int, int, int)');
const bind = libc.func('int bind(int, void *, int)');
const listen = libc.func('int listen(int, int)');
const accept = libc.func('int accept(int, void *, void *)');
const send = libc.func('long send(int, void *, unsigned long, int)');
const recv = libc.func('long recv(int, void *, unsigned long, int)');
const shutdown = libc.func('int shutdown(int, int)');
const close = libc.func('int close(int)');

export interface PacketSocket {
  send(bytes: Uint8Array): void;
  /** Resolves with the next packet, null when the other end is gone. */
  receive(): Promise<Buffer | null>;
  close(): void;
}

/** Listens at `path`; resolves, with the function that waits for the one connection, once the path exists. */
export function packetServer(path: string): () => Promise<PacketSocket> {
  const server = socket(AF_UNIX, SOCK_SEQPACKET, 0);
  const address = Buffer.alloc(110);
  address.writeUInt16LE(AF_UNIX, 0);
  address.write(path, 2);
  if (bind(server, address, address.length) !== 0 || listen(server, 1) !== 0)
    throw new Error(`cannot listen at ${path}`);
  return async () => {
    const fd: number = await inThread((done) => accept.async(server, null, null, done));
    close(server);
    return {
      send: (bytes) => send(fd, Buffer.from(bytes), bytes.length, MSG_NOSIGNAL),
      async receive() {
        const buffer = Buffer.alloc(4096);
        const length: number = await inThread((done) => recv.async(fd, buffer, buffer.length, 0, done));
        return length > 0 ? buffer.subarray(0, length) : null;
      },
      close() {
        shutdown(fd, SHUT_RDWR);
        close(fd);
      },
    };
  };
}

function inThread(call: (done: (error: unknown, result: number) => void) => void): Promise<number> {
  return new Promise((resolve, reject) => {
    call((error, result) => (error ? reject(error) : resolve(result)));
  });
}

/** The C compilers of this machine. */
export function compilers(): readonly string[] {
  const found = new Set((process.env['PATH'] ?? '').split(':').flatMap((folder) => namesIn(folder)));
  return ['gcc', 'cc', 'clang'].filter((name) => found.has(name)).slice(0, 1);
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
