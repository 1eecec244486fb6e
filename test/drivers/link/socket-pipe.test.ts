import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { openBytePipe } from '../../../drivers/link/byte-pipes.ts';
import { type SelfSigned, selfSigned } from '../../emulators-proof/acquirer/self-signed.ts';
import { manualClock } from './manual-clock.ts';
import { realClock } from './real-clock.ts';
import { recordBytePipe } from './recorded-pipe.ts';

const open = openBytePipe(realClock());
const held: { close(): unknown }[] = [];
afterEach(() => {
  for (const one of held.splice(0)) one.close();
});

interface Peer {
  readonly address: string;
  readonly client: Promise<Socket>;
}
function listen(
  server: Server,
  at: { port: 0; host: '127.0.0.1' } | { path: string },
  event = 'connection',
): Promise<Peer> {
  const client = new Promise<Socket>((resolve) => {
    server.on(event, (socket: Socket) => {
      socket.on('error', () => {});
      held.push({ close: () => socket.destroy() });
      resolve(socket);
    });
  });
  held.push(server);
  return new Promise((resolve) => {
    server.listen(at, () => {
      const bound = server.address();
      resolve({ address: typeof bound === 'string' ? `unix:${bound}` : `tcp:127.0.0.1:${bound?.port}`, client });
    });
  });
}
const tcpPeer = (): Promise<Peer> => listen(createServer(), { port: 0, host: '127.0.0.1' });
const socketPath = (): string => join(mkdtempSync(join(tmpdir(), 'link-')), 'x.sock');
function connect(address: string) {
  const link = recordBytePipe(open, address);
  held.push(link.pipe);
  return link;
}
const received = (socket: Socket, length: number): Promise<Buffer> =>
  new Promise((resolve) => {
    let bytes = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      bytes = Buffer.concat([bytes, chunk]);
      if (bytes.length >= length) resolve(bytes);
    });
  });

describe.each([
  ['tcp', tcpPeer],
  ['unix', () => listen(createServer(), { path: socketPath() })],
] as const)('a %s pipe', (_kind, peer) => {
  it('carries bytes both ways, in order', async () => {
    const { address, client } = await peer();
    const link = connect(address);
    expect(link.pipe.write(Uint8Array.of(1))).toBe('refused');
    await link.opened();
    const socket = await client;
    link.pipe.write(Buffer.from('first '));
    link.pipe.write(Buffer.from('second'));
    expect((await received(socket, 12)).toString()).toBe('first second');
    socket.write('answer');
    expect((await link.receivedAtLeast(6)).toString()).toBe('answer');
  });

  it('hands over what was said before the peer closed, then is lost, once', async () => {
    const { address, client } = await peer();
    const link = connect(address);
    await link.opened();
    (await client).end('last words');
    expect(await link.lost()).toMatchObject({ cause: 'closed-by-peer' });
    expect(link.received().toString()).toBe('last words');
    expect(link.events.filter(({ type }) => type === 'lost')).toHaveLength(1);
    expect(link.pipe.write(Uint8Array.of(1))).toBe('refused');
  });

  it('is silent after close', async () => {
    const { address, client } = await peer();
    const link = connect(address);
    await link.opened();
    const socket = await client;
    const ended = new Promise((resolve) => socket.on('close', resolve));
    link.pipe.close();
    link.pipe.close();
    socket.resume();
    await ended;
    expect(link.events).toEqual([{ type: 'opened' }]);
  });

  it('refuses what its bounded queue cannot hold', async () => {
    const { address, client } = await peer();
    const link = connect(address);
    await link.opened();
    (await client).pause();
    const chunk = new Uint8Array(200_000);
    let accepted = 0;
    while (link.pipe.write(chunk) === 'accepted' && accepted < 200) accepted += 1;
    expect(accepted).toBeLessThan(200);
    expect(link.pipe.queuedBytes).toBeLessThanOrEqual(256 * 1024);
  });
});

describe('a connection that cannot be made', () => {
  it('is refused where nobody listens', async () => {
    const server = createServer();
    const { address } = await listen(server, { port: 0, host: '127.0.0.1' });
    await new Promise((resolve) => server.close(resolve));
    expect(await connect(address).lost()).toMatchObject({
      cause: 'refused',
      detail: expect.stringContaining('nobody listens'),
    });
  });

  it('is absent where the socket does not exist', async () => {
    expect(await connect(`unix:${socketPath()}`).lost()).toMatchObject({
      cause: 'absent',
      detail: expect.stringContaining('does not exist'),
    });
  });

  it('is absent after ten seconds without an answer', async () => {
    const clock = manualClock();
    const link = recordBytePipe(openBytePipe(clock), 'tcp:192.0.2.1:9100');
    clock.advance(10_000);
    expect(await link.lost()).toMatchObject({ cause: 'absent' });
    expect(clock.pending).toBe(0);
  });
});

describe('a stalled peer', () => {
  it('is a loss where the address sets a limit', async () => {
    const { address, client } = await tcpPeer();
    const clock = manualClock();
    const link = recordBytePipe(openBytePipe(clock), `${address}?stall=20`);
    held.push(link.pipe);
    await link.opened();
    (await client).pause();
    while (link.pipe.write(new Uint8Array(100_000)) === 'accepted');
    clock.advance(20_000);
    expect(await link.lost()).toMatchObject({ cause: 'stalled' });
  });
});

describe('a tls pipe', () => {
  const folder = mkdtempSync(join(tmpdir(), 'link-'));
  /** Writes it where an address can name it. */
  const kept = (file: string, made: SelfSigned) => {
    const [cert, key] = [join(folder, `${file}.pem`), join(folder, `${file}.key`)];
    writeFileSync(cert, made.cert);
    writeFileSync(key, made.key);
    return { cert, key };
  };
  const peer = kept('peer', selfSigned({ name: 'acquirer.test' }));
  const own = kept('own', selfSigned());
  const stranger = kept('stranger', selfSigned({ name: 'acquirer.test' }));
  const expired = kept('expired', selfSigned({ name: 'acquirer.test', until: '210101' }));
  const tlsPeer = async (as = peer, clients: string | null = null) => {
    const demands = clients === null ? {} : { ca: readFileSync(clients), requestCert: true, rejectUnauthorized: true };
    const server = createTlsServer({ key: readFileSync(as.key), cert: readFileSync(as.cert), ...demands });
    server.on('tlsClientError', () => {});
    const { address, client } = await listen(server, { port: 0, host: '127.0.0.1' }, 'secureConnection');
    return { address: address.replace('tcp:', 'tls:'), client };
  };
  const said = async (client: Promise<Socket>, link: ReturnType<typeof connect>) => {
    const got = received(await client, 5);
    link.pipe.write(Buffer.from('hello'));
    return (await got).toString();
  };

  it('opens when the certificate is the one that is pinned', async () => {
    const { address, client } = await tlsPeer();
    const link = connect(`${address}?ca=${peer.cert}&servername=acquirer.test`);
    await link.opened();
    expect(await said(client, link)).toBe('hello');
  });

  it.each([
    ['an authority that is not trusted', 'servername=acquirer.test'],
    ['another authority than the pinned one', `ca=${stranger.cert}&servername=acquirer.test`],
    ['another name', `ca=${peer.cert}&servername=other.test`],
    ['the address where a name is certified', `ca=${peer.cert}`],
  ])('is refused for %s, before a byte has left', async (_why, options) => {
    const { address } = await tlsPeer();
    expect(await connect(`${address}?${options}`).lost()).toMatchObject({ cause: 'refused' });
  });

  it('is refused for a certificate that has expired, although it is the pinned one', async () => {
    const { address } = await tlsPeer(expired);
    const lost = await connect(`${address}?ca=${expired.cert}&servername=acquirer.test`).lost();
    expect(lost).toMatchObject({ cause: 'refused', detail: expect.stringContaining('expired') });
  });

  it('shows its client certificate where one is demanded', async () => {
    const { address, client } = await tlsPeer(peer, own.cert);
    const link = connect(`${address}?ca=${peer.cert}&servername=acquirer.test&cert=${own.cert}&key=${own.key}`);
    await link.opened();
    expect(await said(client, link)).toBe('hello');
  });

  it.each([
    ['none', ''],
    ['a stranger', `&cert=${stranger.cert}&key=${stranger.key}`],
  ])('is ended by a peer that demands a client certificate and sees %s', async (_what, options) => {
    const { address } = await tlsPeer(peer, own.cert);
    expect(await connect(`${address}?ca=${peer.cert}&servername=acquirer.test${options}`).lost()).toBeDefined();
  });

  it('names a certificate file that is not there', async () => {
    expect(await connect(`tls:127.0.0.1:1?ca=${folder}/none.pem`).lost()).toMatchObject({
      cause: 'bad-address',
      detail: expect.stringContaining('does not exist; there is'),
    });
  });
});
