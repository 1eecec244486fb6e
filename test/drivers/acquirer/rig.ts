/** A driver on a real socket, and at the other end a host that plays what the test puts in its hands. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Acquirer, AcquirerEvent, AcquirerRequest } from '../../../drivers/acquirer/acquirer.ts';
import { softwareModule } from '../../../drivers/acquirer/keys.ts';
import type { AcquirerOptions } from '../../../drivers/acquirer/options.ts';
import { unionpay } from '../../../drivers/acquirer/profiles/unionpay.ts';
import { createAcquirer } from '../../../drivers/acquirer/session.ts';
import { openBytePipe } from '../../../drivers/link/byte-pipes.ts';
import { type ManualClock, manualClock } from '../link/manual-clock.ts';
import { realClock } from '../link/real-clock.ts';
import { golden, MID, TID, TMK, TPDU } from './goldens.ts';

/** Hands out what arrives one by one, to whoever waits. */
export class Queue<T> {
  readonly #items: T[] = [];
  readonly #waiting: ((item: T) => void)[] = [];
  put(item: T): void {
    const taker = this.#waiting.shift();
    if (taker === undefined) this.#items.push(item);
    else taker(item);
  }
  next(): Promise<T> {
    const item = this.#items.shift();
    return item === undefined ? new Promise((resolve) => this.#waiting.push(resolve)) : Promise.resolve(item);
  }
  get size(): number {
    return this.#items.length;
  }
}

/** The other end of the line: takes whole frames (two bytes of length), says what it is told. */
export interface Host {
  readonly address: string;
  /** The next whole frame, with its length header. */
  frame(): Promise<Buffer>;
  /** Writes each chunk as its own packet. */
  say(...chunks: readonly Uint8Array[]): Promise<void>;
  hangUp(): void;
  /** Resolves when the terminal has ended the connection. */
  ended(): Promise<void>;
  close(): Promise<void>;
}

export async function startHost(): Promise<Host> {
  const frames = new Queue<Buffer>();
  const sockets = new Set<Socket>();
  let current: Socket | null = null;
  const server: Server = createServer({ noDelay: true }, (socket) => {
    let held = Buffer.alloc(0);
    current = socket;
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      held = Buffer.concat([held, chunk]);
      while (held.length >= 2 && held.length >= 2 + held.readUInt16BE(0)) {
        const end = 2 + held.readUInt16BE(0);
        frames.put(held.subarray(0, end));
        held = held.subarray(end);
      }
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `tcp:127.0.0.1:${(server.address() as AddressInfo).port}`,
    frame: () => frames.next(),
    async say(...chunks) {
      const socket = current;
      if (socket === null) throw new Error('nobody has called');
      for (const chunk of chunks) await new Promise<void>((done) => socket.write(chunk, () => done()));
    },
    hangUp: () => current?.destroy(),
    async ended() {
      if (current !== null && !current.closed) await once(current, 'close');
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      if (!server.listening) return;
      server.close();
      await once(server, 'close');
    },
  };
}

export interface Rig {
  readonly host: Host;
  readonly acquirer: Acquirer;
  readonly clock: ManualClock;
  readonly events: Queue<AcquirerEvent>;
  /** Everything that was ever emitted. */
  readonly log: AcquirerEvent[];
  /** Connects and plays the golden sign-on. */
  signOn(): Promise<void>;
  /** Prepares and sends a request; gives the frame that arrives at the host. */
  out(request: AcquirerRequest, exchange?: string): Promise<Buffer>;
  /** The same, then the host says `chunks`; gives the next event. */
  outcome(request: AcquirerRequest, ...chunks: readonly Uint8Array[]): Promise<AcquirerEvent>;
}

export const TIMEOUT_MS = 60_000;

export async function rig(options: Partial<AcquirerOptions> = {}): Promise<Rig> {
  const host = await startHost();
  const events = new Queue<AcquirerEvent>();
  const log: AcquirerEvent[] = [];
  const clock = manualClock();
  const acquirer = createAcquirer({
    open: openBytePipe(realClock()),
    address: host.address,
    clock,
    profile: unionpay,
    tid: TID,
    mid: MID,
    tpdu: TPDU,
    security: softwareModule({ tmkHex: TMK, mode: 'simulated' }),
    timeoutMs: TIMEOUT_MS,
    on: (event) => {
      log.push(event);
      events.put(event);
    },
    ...options,
  });
  onTestFinished(async () => {
    acquirer.close();
    await host.close();
  });
  const out: Rig['out'] = async (request, exchange = request.kind) => {
    const sent = acquirer.send(acquirer.prepare(exchange, request));
    if (sent !== 'accepted') throw new Error(`the ${request.kind} was ${sent}`);
    return host.frame();
  };
  return {
    host,
    acquirer,
    clock,
    events,
    log,
    async signOn() {
      acquirer.connect();
      await events.next();
      acquirer.send(acquirer.prepare('sign-on', { kind: 'signOn', stan: '000001', batch: '000001', operator: '1' }));
      await host.frame();
      await host.say(golden('sign-on', 'device'));
      const answered = await events.next();
      if (answered.type !== 'acquirer.answered') throw new Error(`sign-on ended in ${answered.type}`);
    },
    out,
    async outcome(request, ...chunks) {
      await out(request);
      await host.say(...chunks);
      return events.next();
    },
  };
}

/** A rig that is signed on. */
export async function ready(options: Partial<AcquirerOptions> = {}): Promise<Rig> {
  const one = await rig(options);
  await one.signOn();
  return one;
}
