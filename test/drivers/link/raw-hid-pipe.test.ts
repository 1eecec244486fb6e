/**
 * node-hid's own native code, without a kernel: hidapi opens a socket in place of a hidraw node (facts/peripherals §0.7). One case for each
 * compiler of this machine that can build the shim.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openHidPipe } from '../../../drivers/link/hid-pipes.ts';
import { compilers, packetServer } from './hidraw-peer.ts';
import { realClock } from './real-clock.ts';
import { recordHidPipe } from './recorded-pipe.ts';
import { recorder } from './recorder.ts';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

interface Line {
  readonly opened?: readonly string[];
  readonly report?: number;
  readonly starts?: string;
  readonly feature?: string;
  readonly length?: number;
  readonly lost?: string;
  readonly detail?: string;
  readonly afterwards?: string;
}

describe('a hidraw pipe', () => {
  it('is absent where the node is not there, and bad where the address cannot be read', async () => {
    const open = openHidPipe(realClock());
    expect(await recordHidPipe(open, 'hid:0801:0002?path=/dev/pos/none').lost()).toMatchObject({ cause: 'absent' });
    expect(await recordHidPipe(open, 'hid:0801').lost()).toMatchObject({ cause: 'bad-address' });
  });

  it.each(compilers())(
    'goes through node-hid and hidapi, whole reports, features, and a true unplug (%s)',
    async (compiler) => {
      const folder = mkdtempSync(join(tmpdir(), 'hidraw-'));
      const shim = join(folder, 'shim.so');
      execFileSync(compiler, ['-shared', '-fPIC', '-O1', '-o', shim, here('hidraw-shim.c'), '-ldl']);
      // The hidraw build of node-hid is linked to libusb and uses nothing of it: an empty one does where none is installed.
      const libusb = join(folder, 'libusb-1.0.so.0');
      execFileSync(compiler, ['-shared', '-o', libusb, '-Wl,-soname,libusb-1.0.so.0', '-x', 'c', '/dev/null']);
      const node = join(folder, 'hidraw0');
      const reports = packetServer(node);
      const features = packetServer(`${node}.feature`);
      const child = spawn(process.execPath, [here('hidraw-host.ts'), `hid:0801:0002?path=${node}`], {
        env: { ...process.env, LD_PRELOAD: shim, LD_LIBRARY_PATH: folder, FAKE_HID_DIR: folder },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
      const log = recorder<Line>();
      createInterface(child.stdout).on('line', (line) => log.push(JSON.parse(line)));

      const data = await reports();
      const control = await features();
      expect((await control.receive())?.toString('latin1', 0, 5)).toBe('F\0\0\x01\x01');
      control.send(Uint8Array.of(0, 0));
      expect((await control.receive())?.toString('latin1')).toBe('G\0');
      const answer = new Uint8Array(25);
      answer.set([0, 0, 3, 0x31, 0x32, 0x33]);
      control.send(answer);
      expect((await control.receive())?.toString('latin1')).toBe('G\x09');
      control.send(Uint8Array.of(0));
      expect([...((await data.receive()) ?? [])]).toEqual([0, 1, 2, 3]);
      for (let report = 0; report < 10; report += 1) data.send(new Uint8Array(337).fill(report));
      await log.until(({ starts }) => starts === '09090909');
      data.close();

      expect(await log.until(({ lost }) => lost !== undefined)).toEqual({
        lost: 'unplugged',
        detail: expect.stringContaining('device disconnected'),
        afterwards: 'refused',
      });
      expect(log.events[0]).toEqual({ opened: ['accepted', 'accepted', 'accepted', 'accepted'] });
      expect(log.events.filter(({ feature }) => feature !== undefined)).toEqual([
        { feature: '000003313233', length: 25 },
      ]);
      expect(log.events.filter(({ report }) => report !== undefined).map(({ report }) => report)).toEqual(
        new Array(10).fill(337),
      );
      // Nothing keeps the process alive: no thread, no timer, no handle.
      control.close();
      expect(await ended).toBe(0);
    },
  );
});
