/** Stream sockets: `tcp:`, `tls:` and `unix:`. */
import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { TcpAddress, TlsAddress, UnixAddress } from './address.ts';
import { startLife } from './life.ts';
import type { BytePipe, BytePipeEvents, Cancel, Clock } from './link.ts';
import { causeOfErrorWhileOpen, causeOfOpenError, errnoOf, textOf } from './loss.ts';
import { absence } from './nearby.ts';
import { tlsOptions } from './tls-certificate.ts';

export type SocketAddress = TcpAddress | TlsAddress | UnixAddress;

/** A peer that does not answer the connection request by then is not there. */
const CONNECT_MS = 10_000;
/** Idle time before the kernel asks whether the peer is alive. */
const KEEP_ALIVE_MS = 10_000;

export function openSocketPipe(
  address: SocketAddress,
  name: string,
  clock: Clock,
  queueLimitBytes: number,
  events: BytePipeEvents,
): BytePipe {
  let socket: Socket | null = null;
  let cancelConnect: Cancel | null = null;
  let stall: StallWatch | null = null;
  const life = startLife(name, events, () => {
    cancelConnect?.();
    stall?.stop();
    socket?.destroy();
  });
  const attach = (connecting: Socket): void => {
    if (life.state === 'over') {
      connecting.on('error', () => {}).destroy();
      return;
    }
    socket = connecting;
    stall = watchForStall(connecting, clock, address.stallMs, (detail) => life.lose('stalled', detail));
    connecting.setNoDelay(true).setKeepAlive(true, KEEP_ALIVE_MS);
    connecting.once(address.kind === 'tls' ? 'secureConnect' : 'connect', () => {
      cancelConnect?.();
      life.opened();
    });
    connecting.on('data', (chunk: Buffer) => {
      if (life.state === 'open') events.bytes(chunk);
    });
    connecting.on('end', () => life.lose('closed-by-peer', `${place(address)} ended the connection`));
    connecting.on('error', (error) => {
      if (life.state === 'open')
        life.lose(causeOfErrorWhileOpen(error, 'closed-by-peer'), `the connection broke: ${textOf(error)}`);
      else life.lose(causeOfConnectError(error), connectProblem(address, error));
    });
    connecting.on('close', () => life.lose('closed-by-peer', `the connection to ${place(address)} is closed`));
  };
  cancelConnect = clock.after(CONNECT_MS, () => {
    life.lose('absent', `${place(address)} did not answer within ${CONNECT_MS / 1000} s`);
  });
  if (address.kind === 'tls') {
    connectSecurely(address).then(attach, (error: unknown) => life.lose('bad-address', textOf(error)));
  } else {
    attach(connectPlain(address.kind === 'tcp' ? { host: address.host, port: address.port } : { path: address.path }));
  }
  return {
    address: name,
    write(bytes) {
      if (life.state !== 'open' || socket === null) return 'refused';
      if (socket.writableLength + bytes.length > queueLimitBytes) return 'refused';
      socket.write(new Uint8Array(bytes), () => stall?.progressed());
      stall?.progressed();
      return 'accepted';
    },
    get queuedBytes() {
      return life.state === 'open' ? (socket?.writableLength ?? 0) : 0;
    },
    close: () => life.end(),
  };
}

/** @throws Error naming a file that cannot be read, before anything is connected. */
async function connectSecurely(address: TlsAddress): Promise<Socket> {
  return connectTls(await tlsOptions(address));
}

function place(address: SocketAddress): string {
  return address.kind === 'unix' ? address.path : `${address.host}:${address.port}`;
}

function causeOfConnectError(error: Error): ReturnType<typeof causeOfOpenError> {
  return isCertificateProblem(error) ? 'refused' : causeOfOpenError(error);
}

/** OpenSSL's and Node's names: CERT_HAS_EXPIRED, UNABLE_TO_VERIFY_LEAF_SIGNATURE, ERR_TLS_CERT_ALTNAME_INVALID, ERR_SSL_… */
function isCertificateProblem(error: Error): boolean {
  return /CERT|SIGNATURE|ISSUER|^ERR_(TLS|SSL)/.test(errnoOf(error));
}

function connectProblem(address: SocketAddress, error: Error): string {
  if (address.kind === 'unix' && errnoOf(error) === 'ENOENT') return absence(address.path);
  switch (errnoOf(error)) {
    case 'ECONNREFUSED':
      return `nobody listens at ${place(address)}`;
    case 'EACCES':
      return `no permission for ${place(address)}`;
    default:
      return `cannot connect to ${place(address)}: ${textOf(error)}`;
  }
}

interface StallWatch {
  progressed(): void;
  stop(): void;
}

/** Runs while bytes wait for the kernel; starts anew whenever it took some. */
function watchForStall(
  socket: Socket,
  clock: Clock,
  stallMs: number | null,
  onStall: (detail: string) => void,
): StallWatch {
  let cancel: Cancel | null = null;
  const stop = (): void => {
    cancel?.();
    cancel = null;
  };
  return {
    progressed() {
      stop();
      if (stallMs === null || socket.writableLength === 0) return;
      cancel = clock.after(stallMs, () => {
        onStall(`the peer took none of ${socket.writableLength} waiting bytes for ${stallMs / 1000} s`);
      });
    },
    stop,
  };
}
