/** The acquirer as a process: sockets, control lines, and a ledger that survives a kill. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { connect as tlsConnect } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type Answered,
  des,
  frame,
  type LedgerShown,
  read,
  reversalFields,
  saleFields,
  signOnFrame,
  TMK,
} from './hand-terminal.ts';
import { selfSigned } from './self-signed.ts';

const MAIN = new URL('../../emulators/acquirer/main.ts', import.meta.url).pathname;

interface Host {
  readonly child: ChildProcess;
  readonly port: number;
  verb(name: string, args?: object): Promise<unknown>;
}
const running: ChildProcess[] = [];
const folders: string[] = [];
afterEach(async () => {
  for (const child of running.splice(0)) {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  }
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'acquirer-'));
  folders.push(made);
  return made;
}

async function start(...options: string[]): Promise<Host> {
  const child = spawn(process.execPath, [MAIN, ...options], { stdio: ['pipe', 'pipe', 'inherit'] });
  running.push(child);
  const waiting = new Map<number, (answer: { ok: boolean; result?: unknown; error?: string }) => void>();
  let listening = (_address: string): void => {};
  const address = new Promise<string>((resolve) => {
    listening = resolve;
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    const said = JSON.parse(line) as { id?: number; event?: string; address?: string; ok: boolean };
    if (said.event === 'listening') listening(said.address ?? '');
    if (said.id !== undefined) waiting.get(said.id)?.(said);
  });
  let lastId = 0;
  const verb: Host['verb'] = async (name, args = {}) => {
    lastId += 1;
    const id = lastId;
    const answer = new Promise<{ ok: boolean; result?: unknown; error?: string }>((resolve) =>
      waiting.set(id, resolve),
    );
    child.stdin.write(`${JSON.stringify({ id, do: name, ...args })}\n`);
    const { ok, result, error } = await answer;
    if (!ok) throw new Error(error);
    return result;
  };
  return { child, port: Number((await address).split(':').at(-1)), verb };
}

/** A terminal on a real socket; asks one thing at a time. */
interface Line {
  readonly gone: Promise<unknown>;
  ask(bytes: Uint8Array): Promise<Answered>;
}

async function terminal(port: number): Promise<Line> {
  return over(connect(port, '127.0.0.1'), 'connect');
}

async function over(socket: Socket, ready: 'connect' | 'secureConnect'): Promise<Line> {
  const gone = new Promise((resolve) => socket.once('close', resolve));
  await once(socket, ready);
  socket.on('error', () => {});
  const ask = (bytes: Uint8Array): Promise<Answered> =>
    new Promise((resolve, reject) => {
      let held = Buffer.alloc(0);
      const take = (chunk: Buffer): void => {
        held = Buffer.concat([held, chunk]);
        if (held.length < 2 || held.length < 2 + held.readUInt16BE()) return;
        socket.off('data', take);
        resolve(read(held));
      };
      socket.on('data', take);
      gone.then(() => reject(new Error('closed')));
      socket.write(bytes);
    });
  return { ask, gone };
}

async function signOn(port: number): Promise<Line & { readonly mak: string }> {
  const line = await terminal(port);
  const answer = await line.ask(signOnFrame('003'));
  const field = answer.fields[62] ?? '';
  return { ...line, mak: des(TMK, field.slice(40, 72), 'decrypt').slice(0, 16) };
}

describe('the process', () => {
  it('serves sign-on and sale over TCP, and ends when its stdin ends', async () => {
    const host = await start();
    const line = await signOn(host.port);
    const answer = await line.ask(frame('0200', saleFields('000002', 100), line.mak));
    expect(answer.fields[39]).toBe('00');
    expect(await host.verb('state')).toMatchObject({
      connections: 1,
      terminals: [{ signedOn: '003', batch: '000001' }],
    });
    await expect(host.verb('no-such')).rejects.toThrow('unknown verb');
    host.child.stdin?.end();
    await once(host.child, 'exit');
    await line.gone;
  });

  it('killed while it owes an answer, it knows everything it had booked: sale, keys, spent trace, reversal', async () => {
    const ledger = join(folder(), 'ledger.jsonl');
    const first = await start('--ledger', ledger);
    const line = await signOn(first.port);
    await line.ask(frame('0200', saleFields('000002', 300), line.mak));
    await line.ask(frame('0400', reversalFields(saleFields('000003', 50)), line.mak));
    await first.verb('silent');
    line.ask(frame('0200', saleFields('000004', 70), line.mak)).catch(() => {});
    const events = createInterface({ input: first.child.stdout as NonNullable<typeof first.child.stdout> });
    for await (const said of events) if (said.includes('"event":"fault"')) break;
    first.child.kill('SIGKILL');
    await once(first.child, 'exit');
    appendFileSync(ledger, '{"at":"2026-11-21T10:30:45.000Z","line":"signed-o');

    const second = await start('--ledger', ledger);
    const again = await terminal(second.port);
    const shown = (await second.verb('ledger')) as LedgerShown;
    expect(shown.transactions).toMatchObject([
      { stan: '000002', netMinor: 300 },
      { stan: '000004', netMinor: 70 },
    ]);
    expect(shown.isConsistent).toBe(true);
    expect((await again.ask(frame('0200', saleFields('000002', 300), line.mak))).fields[39]).toBe('94');
    expect((await again.ask(frame('0200', saleFields('000003', 50), line.mak))).fields[39]).toBe('94');
    expect((await again.ask(frame('0400', reversalFields(saleFields('000004', 70)), line.mak))).fields[39]).toBe('00');
    expect(readFileSync(ledger, 'utf8')).not.toContain(saleFields('000002', 1)[2]);
    expect(
      readFileSync(ledger, 'utf8')
        .trimEnd()
        .split('\n')
        .every((text) => JSON.parse(text) !== null),
    ).toBe(true);
  });

  it('refuses a damaged ledger', async () => {
    const ledger = join(folder(), 'ledger.jsonl');
    writeFileSync(ledger, '{"line":\n{}\n');
    const child = spawn(process.execPath, [MAIN, '--ledger', ledger], { stdio: ['pipe', 'ignore', 'pipe'] });
    running.push(child);
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    const [status] = await once(child, 'close');
    expect(status).not.toBe(0);
    expect(said).toContain('line 1 of the ledger is damaged');
  });

  it('refuses options that mean nothing', async () => {
    const child = spawn(process.execPath, [MAIN, '--tmk', '0123'], { stdio: ['pipe', 'ignore', 'pipe'] });
    running.push(child);
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    const [status] = await once(child, 'close');
    expect([status, said]).toEqual([2, '--tmk is 8, 16 or 24 bytes in hex\n']);
  });

  it('refuse-connections: refused while on, the same port after; open lines stay', async () => {
    const host = await start();
    const line = await signOn(host.port);
    await host.verb('refuse-connections', { on: true });
    await expect(terminal(host.port)).rejects.toThrow('ECONNREFUSED');
    expect((await line.ask(frame('0200', saleFields('000002', 1), line.mak))).fields[39]).toBe('00');
    await host.verb('refuse-connections', { on: false });
    const other = await terminal(host.port);
    expect((await other.ask(frame('0200', saleFields('000003', 1), line.mak))).fields[39]).toBe('00');
    await host.verb('refuse-connections', { on: true, cut: true });
    await Promise.all([line.gone, other.gone]);
  });

  it('cut-before-answer resets the connection, split-bytes arrives whole', async () => {
    const host = await start();
    const line = await signOn(host.port);
    await host.verb('split-bytes');
    expect((await line.ask(frame('0200', saleFields('000002', 1), line.mak))).fields[39]).toBe('00');
    await host.verb('cut-before-answer');
    await expect(line.ask(frame('0200', saleFields('000003', 1), line.mak))).rejects.toThrow('closed');
    expect(((await host.verb('ledger')) as LedgerShown).transactions).toHaveLength(2);
  });

  it('speaks TLS with the certificate given, and asks clients for theirs if told so', async () => {
    const own = selfSigned();
    const client = selfSigned();
    const home = folder();
    const file = (name: string, text: string): string => {
      writeFileSync(join(home, name), text);
      return join(home, name);
    };
    const options = ['--tls-cert', file('cert.pem', own.cert), '--tls-key', file('key.pem', own.key)];
    const host = await start(...options);
    const dial = (port: number, with_: object = {}) => tlsConnect({ port, host: '127.0.0.1', ca: own.cert, ...with_ });
    const line = await over(dial(host.port), 'secureConnect');
    expect((await line.ask(signOnFrame('003'))).fields[39]).toBe('00');

    const strict = await start(...options, '--tls-client-ca', file('client.pem', client.cert));
    const known = await over(dial(strict.port, client), 'secureConnect');
    expect((await known.ask(signOnFrame('003'))).fields[39]).toBe('00');
    const unknown = await over(dial(strict.port), 'secureConnect');
    await expect(unknown.ask(signOnFrame('003'))).rejects.toThrow();
  });
});
