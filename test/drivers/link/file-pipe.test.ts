import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readFileSync, readSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { openBytePipe } from '../../../drivers/link/byte-pipes.ts';
import { openStdoutPipe } from '../../../drivers/link/stdout-pipe.ts';
import { openPty } from '../../emulators/pty.ts';
import { realClock } from './real-clock.ts';
import { recordBytePipe } from './recorded-pipe.ts';

const held: { close(): unknown }[] = [];
afterEach(() => {
  for (const one of held.splice(0)) one.close();
});
const folder = (): string => mkdtempSync(join(tmpdir(), 'link-'));
const connect = (address: string, clock = realClock()) => {
  const link = recordBytePipe(openBytePipe(clock), address);
  held.push(link.pipe);
  return link;
};

describe('a file pipe', () => {
  it('appends to a file that exists and never makes one', async () => {
    const path = join(folder(), 'out.bin');
    expect(await connect(`file:${path}`).lost()).toMatchObject({ cause: 'absent' });
    writeFileSync(path, 'before ');
    const link = connect(`file:${path}`);
    await link.opened();
    link.pipe.write(Buffer.from('after'));
    link.pipe.write(Buffer.alloc(100_000, 0x2e));
    await Promise.resolve();
    expect(readFileSync(path, 'latin1')).toBe(`before after${'.'.repeat(100_000)}`);
  });

  it('waits for a reader that is slow, without a thread, and goes on where it stopped', async () => {
    const path = join(folder(), 'fifo');
    execFileSync('mkfifo', [path]);
    expect(await connect(`file:${path}`).lost()).toMatchObject({
      cause: 'absent',
      detail: `nobody reads from ${path}`,
    });
    const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const link = connect(`file:${path}`);
    await link.opened();
    const sent = Buffer.from(Array.from({ length: 200_000 }, (_, index) => index % 251));
    expect(link.pipe.write(sent)).toBe('accepted');
    await Promise.resolve();
    expect(link.pipe.queuedBytes).toBeGreaterThan(100_000);
    const got: Buffer[] = [];
    while (Buffer.concat(got).length < sent.length) {
      const part = Buffer.alloc(65_536);
      got.push(part.subarray(0, readSafely(reader, part)));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(Buffer.concat(got).equals(sent)).toBe(true);
    closeSync(reader);
    link.pipe.write(Buffer.from('x'));
    expect(await link.lost()).toMatchObject({ cause: 'closed-by-peer' });
  });

  it('gives up a reader that takes nothing, where the address sets a limit', async () => {
    const path = join(folder(), 'fifo');
    execFileSync('mkfifo', [path]);
    const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const link = connect(`file:${path}?stall=1`);
    await link.opened();
    link.pipe.write(new Uint8Array(200_000));
    expect(await link.lost()).toMatchObject({ cause: 'stalled' });
    closeSync(reader);
  });
});

describe('a tty pipe', () => {
  it('writes to a terminal, notices when it goes, and refuses what is none', async () => {
    const pty = openPty();
    held.push(pty);
    const got = new Promise<string>((resolve) => pty.onData((bytes) => resolve(Buffer.from(bytes).toString())));
    const link = connect(`tty:${pty.path}`);
    await link.opened();
    link.pipe.write(Buffer.from('frame'));
    expect(await got).toBe('frame');
    pty.close();
    expect(await link.lost()).toMatchObject({ cause: 'unplugged' });
    expect(await connect('tty:/dev/null').lost()).toMatchObject({ cause: 'bad-address' });
  });
});

describe('standard output', () => {
  it('is written, and lost when its reader goes away', async () => {
    const stream = new PassThrough();
    const link = recordBytePipe((name, events) => openStdoutPipe(name, stream as never, 1000, events), 'stdout:');
    await link.opened();
    expect(link.pipe.write(Buffer.from('frame'))).toBe('accepted');
    expect(String(stream.read())).toBe('frame');
    stream.destroy(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    expect(await link.lost()).toMatchObject({ cause: 'closed-by-peer' });
    expect(link.pipe.write(Buffer.from('frame'))).toBe('refused');
  });
});

function readSafely(fd: number, into: Buffer): number {
  try {
    return readSync(fd, into);
  } catch {
    return 0;
  }
}
