import { mkdtempSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openBytePipe } from '../../../drivers/link/byte-pipes.ts';
import type { BytePipe } from '../../../drivers/link/link.ts';
import { openPty, type Pty } from '../../emulators/pty.ts';
import { realClock } from './real-clock.ts';
import { type Recorded, recordBytePipe } from './recorded-pipe.ts';

const clock = realClock();
const open = openBytePipe(clock);
const held: { close(): void }[] = [];
afterEach(() => {
  for (const one of held.splice(0)) one.close();
});

function terminal(options?: { symlink?: string }): Pty {
  const pty = openPty(options);
  held.push(pty);
  return pty;
}
function connect(address: string): Recorded<BytePipe> {
  const link = recordBytePipe(open, address);
  held.push(link.pipe);
  return link;
}
/** Everything the host sent, and a promise for the moment when it is `length` bytes. */
function hostBytes(pty: Pty) {
  let bytes = Buffer.alloc(0);
  let check = (): void => {};
  pty.onData((chunk) => {
    bytes = Buffer.concat([bytes, chunk]);
    check();
  });
  return {
    atLeast: (length: number) =>
      new Promise<Buffer>((resolve) => {
        check = () => {
          if (bytes.length >= length) resolve(bytes);
        };
        check();
      }),
  };
}
const openDescriptorsOf = (path: string): number =>
  readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).startsWith(path);
    } catch {
      return false;
    }
  }).length;

describe('a serial pipe', () => {
  it('carries all 256 byte values both ways', async () => {
    const pty = terminal();
    const host = hostBytes(pty);
    const link = connect(`serial:${pty.path}?baud=115200`);
    await link.opened();
    const all = Uint8Array.from({ length: 256 }, (_, value) => value);
    expect(link.pipe.write(all)).toBe('accepted');
    expect(await host.atLeast(256)).toEqual(Buffer.from(all));
    pty.write(all);
    expect(await link.receivedAtLeast(256)).toEqual(Buffer.from(all));
  });

  it('sets the speed that the address names', async () => {
    const pty = terminal();
    const link = connect(`serial:${pty.path}?baud=19200`);
    await link.opened();
    expect(pty.baud()).toBe(19_200);
  });

  it('refuses to write before it is open and after it is closed', async () => {
    const pty = terminal();
    const link = connect(`serial:${pty.path}`);
    expect(link.pipe.write(Uint8Array.of(1))).toBe('refused');
    await link.opened();
    link.pipe.close();
    expect(link.pipe.write(Uint8Array.of(1))).toBe('refused');
    expect(link.pipe.queuedBytes).toBe(0);
  });

  it('closes as often as asked, and says nothing afterwards', async () => {
    const pty = terminal();
    const closed = new Promise<void>((resolve) => pty.onHostClose(resolve));
    const link = connect(`serial:${pty.path}`);
    await link.opened();
    link.pipe.close();
    link.pipe.close();
    await closed;
    pty.close();
    expect(link.events).toEqual([{ type: 'opened' }]);
  });

  it('may be closed before it has opened', async () => {
    const pty = terminal();
    const first = connect(`serial:${pty.path}`);
    first.pipe.close();
    const closed = new Promise<void>((resolve) => pty.onHostClose(resolve));
    await closed;
    expect(first.events).toEqual([]);
  });

  it('tells an unplug while idle once, and holds nothing afterwards', async () => {
    const pty = terminal();
    const link = connect(`serial:${pty.path}`);
    await link.opened();
    pty.close();
    expect(await link.lost()).toMatchObject({ kind: 'device-lost', cause: 'unplugged' });
    expect(link.pipe.write(Uint8Array.of(1))).toBe('refused');
    expect(link.events.filter(({ type }) => type === 'lost')).toHaveLength(1);
  });

  it.each(Array.from({ length: 12 }, (_, run) => run))('sees an unplug in the middle of traffic (run %i)', async () => {
    const pty = terminal();
    const link = connect(`serial:${pty.path}?baud=115200`);
    await link.opened();
    const startedBefore = clock.started;
    for (let chunk = 0; chunk < 20; chunk += 1) pty.write(new Uint8Array(200).fill(chunk));
    link.pipe.write(new Uint8Array(4096));
    await link.receivedAtLeast(200);
    pty.write(new Uint8Array(200));
    pty.close();
    expect(await link.lost()).toMatchObject({ cause: 'unplugged' });
    // A handful of probes at the most: nobody polled the dead line.
    expect(clock.started - startedBefore).toBeLessThan(20);
  });

  it('burns nothing once the device is gone: no timer, no descriptor, no read', async () => {
    const pty = terminal();
    const other = terminal();
    const link = connect(`serial:${pty.path}`);
    const witness = connect(`serial:${other.path}`);
    await Promise.all([link.opened(), witness.opened()]);
    pty.write(new Uint8Array(3000));
    const closed = openDescriptorsOf(pty.path);
    expect(closed).toBeGreaterThan(0);
    pty.close();
    await link.lost();
    // Two probes of the witness = 600 ms in which a spinning reader would show.
    const before = process.cpuUsage();
    const startedBefore = clock.started;
    for (let events = 1; events <= 50; events += 1) {
      other.write(Uint8Array.of(events));
      await witness.receivedAtLeast(events);
    }
    const { user, system } = process.cpuUsage(before);
    expect(clock.started - startedBefore).toBeLessThan(5);
    expect(openDescriptorsOf(`${pty.path} `)).toBe(0);
    expect(openDescriptorsOf(pty.path)).toBe(0);
    expect(user + system).toBeLessThan(1_000_000);
  });

  it('never sends to the new device what was meant for the old one', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'link-'));
    const symlink = join(folder, 'printer');
    const first = terminal({ symlink });
    const link = connect(`serial:${symlink}`);
    await link.opened();
    first.close();
    await link.lost();
    expect(link.pipe.write(Buffer.from('STALE'))).toBe('refused');
    const second = terminal({ symlink });
    const host = hostBytes(second);
    const again = connect(`serial:${symlink}`);
    await again.opened();
    again.pipe.write(Buffer.from('FRESH'));
    expect((await host.atLeast(5)).toString()).toBe('FRESH');
  });

  it('stops at XOFF and goes on at XON, and still hears the device meanwhile', async () => {
    const pty = terminal();
    const host = hostBytes(pty);
    const link = connect(`serial:${pty.path}?flow=xonxoff`);
    await link.opened();
    pty.write(Uint8Array.of(0x13, 0x41)); // XOFF, then a byte that proves it has been seen
    await link.receivedAtLeast(1);
    expect(link.pipe.write(Buffer.from('held'))).toBe('accepted');
    pty.write(Buffer.from('busy')); // the printer says why: it must be heard
    expect((await link.receivedAtLeast(5)).toString()).toBe('Abusy');
    expect(link.pipe.queuedBytes).toBe(4);
    pty.write(Uint8Array.of(0x11));
    expect((await host.atLeast(4)).toString()).toBe('held');
  });

  it('is lost as stalled when the device takes nothing for as long as the address allows', async () => {
    const pty = terminal();
    const link = connect(`serial:${pty.path}?flow=xonxoff&stall=1`);
    await link.opened();
    pty.write(Uint8Array.of(0x13, 0x41));
    await link.receivedAtLeast(1);
    link.pipe.write(Buffer.from('never'));
    expect(await link.lost()).toMatchObject({
      cause: 'stalled',
      detail: 'the device took none of 5 waiting bytes for 1 s',
    });
  });

  it('refuses what its bounded queue cannot hold, whole', async () => {
    const pty = terminal();
    const link = connect(`serial:${pty.path}?flow=xonxoff`);
    await link.opened();
    pty.write(Uint8Array.of(0x13, 0x41));
    await link.receivedAtLeast(1);
    const chunk = new Uint8Array(100_000);
    expect(link.pipe.write(chunk)).toBe('accepted');
    expect(link.pipe.write(chunk)).toBe('accepted');
    expect(link.pipe.write(chunk)).toBe('refused');
    expect(link.pipe.queuedBytes).toBe(200_000);
    expect(link.pipe.write(new Uint8Array(60_000))).toBe('accepted');
  });

  it('names what exists where the path does not', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'link-'));
    writeFileSync(join(folder, 'printer-kitchen'), '');
    const link = connect(`serial:${folder}/printer`);
    expect(await link.lost()).toMatchObject({
      cause: 'absent',
      detail: `${folder}/printer does not exist; there is ${folder}/printer-kitchen`,
    });
  });

  it('says so when the path is no serial port, or the address none at all', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'link-'));
    writeFileSync(join(folder, 'file'), '');
    expect(await connect(`serial:${folder}/file`).lost()).toMatchObject({ cause: 'bad-address' });
    expect(await connect('serial:/dev/x?flow=magic').lost()).toMatchObject({ cause: 'bad-address' });
    expect(await connect('serial:/dev/null').lost()).toMatchObject({ cause: 'bad-address' });
  });

  it('is busy while somebody else holds it', async () => {
    const pty = terminal();
    await connect(`serial:${pty.path}`).opened();
    expect(await connect(`serial:${pty.path}`).lost()).toMatchObject({ cause: 'busy' });
  });

  it('does not pretend DTR/DSR on a port without modem lines', async () => {
    const pty = terminal();
    const link = connect(`serial:${pty.path}?flow=dtrdsr`);
    await link.opened();
    link.pipe.write(Uint8Array.of(1));
    expect(await link.lost()).toMatchObject({
      cause: 'bad-address',
      detail: expect.stringContaining('no modem lines'),
    });
  });
});
