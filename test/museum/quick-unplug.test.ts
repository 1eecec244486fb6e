/**
 * quick-unplug: a serial adapter was pulled while data flowed: no close event came, `isOpen` stayed true, and one core span until the restart.
 * Here the reader takes a read of nothing for a hang-up and the port is probed besides: one `device-lost`, and nothing left behind.
 */
import { readdirSync, readlinkSync } from 'node:fs';
import { expect, it } from 'vitest';
import { openBytePipe } from '../../drivers/link/byte-pipes.ts';
import { realClock } from '../drivers/link/real-clock.ts';
import { recordBytePipe } from '../drivers/link/recorded-pipe.ts';
import { openPty } from '../emulators/pty.ts';

const ROUNDS = 25;

it('quick-unplug: pulled in the middle of traffic, it is lost once and costs nothing afterwards', async () => {
  const clock = realClock();
  const busy = new Uint8Array(1000).fill(0x55);
  const witnessPty = openPty();
  const witness = recordBytePipe(openBytePipe(clock), `serial:${witnessPty.path}`);
  await witness.opened();
  for (let round = 0; round < ROUNDS; round += 1) {
    const pty = openPty();
    const link = recordBytePipe(openBytePipe(clock), `serial:${pty.path}?baud=115200`);
    await link.opened();
    pty.write(busy);
    link.pipe.write(busy);
    await link.receivedAtLeast(1);
    pty.write(busy);
    pty.close();
    expect(await link.lost()).toMatchObject({ kind: 'device-lost', cause: 'unplugged' });
    expect(link.events.filter(({ type }) => type === 'lost')).toHaveLength(1);
    expect(link.pipe.write(busy)).toBe('refused');
  }
  // A reader that spins would show here, in the time that another port needs for two hundred small messages.
  const before = process.cpuUsage();
  const startedBefore = clock.started;
  for (let count = 1; count <= 200; count += 1) {
    witnessPty.write(Uint8Array.of(count));
    await witness.receivedAtLeast(count);
  }
  const { user, system } = process.cpuUsage(before);
  expect(user + system).toBeLessThan(2_000_000);
  expect(clock.started - startedBefore).toBeLessThan(20);
  expect(clock.pending).toBe(1); // the witness's probe
  expect(ptsDescriptors()).toEqual([witnessPty.path]);
  witness.pipe.close();
  witnessPty.close();
}, 60_000);

/** The terminals that this process holds open as a host. */
function ptsDescriptors(): string[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const target = readlinkSync(`/proc/self/fd/${fd}`);
      return target.startsWith('/dev/pts/') && Number(fd) > 2 ? [target] : [];
    } catch {
      return [];
    }
  });
}
