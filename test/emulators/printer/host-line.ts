/** Where the host plugs in: a pseudo-terminal, or a socket that takes one host at a time as port 9100 does. */
import { rmSync } from 'node:fs';
import type { Server, Socket } from 'node:net';
import { createServer } from 'node:net';
import type { Pty } from '../pty.ts';
import { openPty } from '../pty.ts';
import type { Place } from './options.ts';
import type { Emit } from './settings.ts';

export interface HostLine {
  /** Resolves with what the host opens. */
  open(): Promise<string>;
  /** To the host; nowhere if none is there. */
  write(bytes: Uint8Array): void;
  hold(on: boolean): void;
  /** Without power a socket has nobody behind it; a serial line stays where it is. @returns whether the host is gone. */
  power(on: boolean): boolean;
  /** The device is gone from the host's view. */
  unplug(): void;
}

/** @param baud what the printer is set to; 0 = any. */
export function hostLine(place: Place, baud: number, onData: (bytes: Uint8Array) => void, emit: Emit): HostLine {
  return place.kind === 'pty' ? new PtyLine(place.symlink, baud, onData, emit) : new SocketLine(place, onData, emit);
}

class PtyLine implements HostLine {
  readonly #symlink: string | null;
  readonly #baud: number;
  readonly #onData: (bytes: Uint8Array) => void;
  readonly #emit: Emit;
  #pty: Pty | null = null;
  #checked = false;
  #held = false;

  constructor(symlink: string | null, baud: number, onData: (bytes: Uint8Array) => void, emit: Emit) {
    this.#symlink = symlink;
    this.#baud = baud;
    this.#onData = onData;
    this.#emit = emit;
  }

  open(): Promise<string> {
    const pty = openPty(this.#symlink === null ? {} : { symlink: this.#symlink });
    this.#pty = pty;
    pty.onData((bytes) => {
      if (!this.#checked) this.#checkBaud(pty);
      this.#onData(bytes);
    });
    pty.onHostOpen(() => {
      this.#checked = false;
      this.#emit('host-open');
    });
    pty.onHostClose(() => this.#emit('host-close'));
    if (this.#held) pty.pause();
    return Promise.resolve(pty.path);
  }
  /** A real line would carry rubbish at another speed. */
  #checkBaud(pty: Pty): void {
    this.#checked = true;
    const baud = pty.baud();
    if (this.#baud > 0 && baud !== null && baud !== this.#baud) {
      this.#emit('wrong-baud', { printer: this.#baud, host: baud });
    }
  }
  write(bytes: Uint8Array): void {
    this.#pty?.write(bytes);
  }
  hold(on: boolean): void {
    this.#held = on;
    if (on) this.#pty?.pause();
    else this.#pty?.resume();
  }
  power(): boolean {
    return false;
  }
  unplug(): void {
    this.#pty?.close();
    this.#pty = null;
  }
}

class SocketLine implements HostLine {
  readonly #place: Exclude<Place, { kind: 'pty' }>;
  readonly #onData: (bytes: Uint8Array) => void;
  readonly #emit: Emit;
  #server: Server | null = null;
  #host: Socket | null = null;
  #held = false;
  #powered = true;
  /** The same again after an unplug, also where any port was asked for. */
  #port: number | null = null;

  constructor(place: Exclude<Place, { kind: 'pty' }>, onData: (bytes: Uint8Array) => void, emit: Emit) {
    this.#place = place;
    this.#onData = onData;
    this.#emit = emit;
  }

  open(): Promise<string> {
    const server = createServer((socket) => this.#accept(socket));
    this.#server = server;
    const place = this.#place;
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(
        place.kind === 'tcp' ? { port: this.#port ?? place.port, host: place.host } : { path: place.path },
        () => {
          const address = server.address();
          this.#port = typeof address === 'object' && address !== null ? address.port : null;
          resolve(place.kind === 'tcp' ? `tcp:${place.host}:${this.#port}` : `unix:${place.path}`);
        },
      );
    });
  }
  write(bytes: Uint8Array): void {
    this.#host?.write(bytes);
  }
  hold(on: boolean): void {
    this.#held = on;
    if (on) this.#host?.pause();
    else this.#host?.resume();
  }
  power(on: boolean): boolean {
    this.#powered = on;
    if (!on) this.#host?.destroy();
    return !on;
  }
  unplug(): void {
    this.#host?.destroy();
    this.#host = null;
    this.#server?.close();
    this.#server = null;
    if (this.#place.kind === 'unix') rmSync(this.#place.path, { force: true });
  }

  #accept(socket: Socket): void {
    if (this.#host !== null || !this.#powered) {
      this.#emit('host-refused', { why: this.#powered ? 'another host is connected' : 'switched off' });
      socket.destroy();
      return;
    }
    this.#host = socket;
    socket.setNoDelay(true);
    this.#emit('host-open', {});
    socket.on('data', this.#onData);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      if (this.#host !== socket) return;
      this.#host = null;
      this.#emit('host-close');
    });
    if (this.#held) socket.pause();
  }
}
