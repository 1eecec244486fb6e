/**
 * stale-write: bytes written while the port was closed waited in the object and went out when it was opened again: a PIN request of the
 * customer before. Here a write is refused unless the pipe is open, and every connection is a new pipe.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openBytePipe } from '../../drivers/link/byte-pipes.ts';
import { realClock } from '../drivers/link/real-clock.ts';
import { recordBytePipe } from '../drivers/link/recorded-pipe.ts';
import { recorder } from '../drivers/link/recorder.ts';
import { openPty } from '../emulators/pty.ts';

it('stale-write: what was meant for the old device never reaches the new one', async () => {
  const symlink = join(mkdtempSync(join(tmpdir(), 'museum-')), 'pinpad');
  const open = openBytePipe(realClock());
  const stale = Buffer.from('STALE-PIN-REQUEST');

  const early = recordBytePipe(open, `serial:${symlink}`);
  expect(early.pipe.write(stale)).toBe('refused');
  await early.lost();
  expect(early.pipe.write(stale)).toBe('refused');

  const first = openPty({ symlink });
  const before = recordBytePipe(open, `serial:${symlink}?flow=xonxoff`);
  expect(before.pipe.write(stale)).toBe('refused');
  await before.opened();
  first.write(Uint8Array.of(0x13, 0x41)); // XOFF: what is accepted now stays in the queue
  await before.receivedAtLeast(1);
  expect(before.pipe.write(stale)).toBe('accepted');
  first.close();
  await before.lost();
  expect(before.pipe.write(stale)).toBe('refused');

  const second = openPty({ symlink });
  const heard = recorder<string>();
  let all = '';
  second.onData((bytes) => {
    all += Buffer.from(bytes).toString('latin1');
    heard.push(all);
  });
  const after = recordBytePipe(open, `serial:${symlink}`);
  await after.opened();
  expect(after.pipe.write(Buffer.from('FRESH.'))).toBe('accepted');
  expect(await heard.until((text) => text.endsWith('.'))).toBe('FRESH.');
  after.pipe.close();
  second.close();
});
