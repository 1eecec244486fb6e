import { spawn } from 'node:child_process';
import { afterEach, describe, expect, it } from 'vitest';
import { connectConsole, connectPlain } from '../../../drivers/console/console.ts';
import { atLeast24By6, encodeAnsi, encodePlain, fitFrame } from '../../../drivers/console/wire.ts';
import type { DisplayEvent } from '../../../drivers/display/display.ts';
import { openBytePipe } from '../../../drivers/link/byte-pipes.ts';
import type { OpenBytePipe } from '../../../drivers/link/link.ts';
import { openPty } from '../../emulators/pty.ts';
import { realClock } from '../link/real-clock.ts';
import { recorder } from '../link/recorder.ts';

const held: { close(): void }[] = [];
afterEach(() => {
  for (const one of held.splice(0)) one.close();
});
const SIZE = { columns: 24, rows: 6 };
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();
const frame = (...lines: string[]) => fitFrame(lines, SIZE);

describe('frames', () => {
  it('are at least 24×6, cut at their width in cells', () => {
    expect(atLeast24By6({ columns: 10, rows: 1 })).toEqual(SIZE);
    expect(frame('1234567890123456789012345', '中文中文中文中文中文中文中文', ' x\x1b[31m  ')).toEqual([
      '123456789012345678901234',
      '中文中文中文中文中文中文',
      ' x [31m',
      '',
      '',
      '',
    ]);
  });
  it('carry nothing that turns a line around or cannot be seen', () => {
    expect(frame('\u202e水 ￥12.50\u2066 \u200bx')[0]).toBe('水 ￥12.50 x');
  });
  it('are painted whole at first, then only where they changed', () => {
    const first = frame('a', '中');
    expect(text(encodeAnsi(first, null, SIZE))).toBe(
      '\x1b[?25l\x1b[2J\x1b[1;1Ha\x1b[K\x1b[2;1H中\x1b[K\x1b[3;1H\x1b[K\x1b[4;1H\x1b[K\x1b[5;1H\x1b[K\x1b[6;1H\x1b[K',
    );
    expect(text(encodeAnsi(frame('a', '文'), first, SIZE))).toBe('\x1b[2;1H文\x1b[K');
    expect(text(encodeAnsi(frame('123456789012345678901234'), frame(), SIZE))).toBe(
      '\x1b[1;1H123456789012345678901234',
    );
  });
  it('are plain lines and a line of dashes where there is no terminal', () => {
    expect(text(encodePlain(frame('a', '', 'b'), SIZE))).toBe(`a\n\nb\n${'-'.repeat(24)}\n`);
  });
});

describe('the console', () => {
  it('paints on a terminal, and again after that terminal went and another came', async () => {
    const paint = async () => {
      const pty = openPty();
      const log = recorder<DisplayEvent>();
      const seen = recorder<string>();
      let all = '';
      pty.onData((chunk) => {
        all += text(chunk);
        seen.push(all);
      });
      const clock = realClock();
      const session = connectConsole(openBytePipe(clock), `tty:${pty.path}`, clock, SIZE, log.push);
      held.push(pty, session);
      session.show(['应付 12.00']);
      await seen.until((so) => so.endsWith('\x1b[6;1H\x1b[K'));
      session.show(['谢谢']);
      await seen.until((so) => so.endsWith('\x1b[1;1H谢谢\x1b[K'));
      pty.close();
      expect(await log.until(({ type }) => type === 'display.lost')).toMatchObject({ fault: { cause: 'unplugged' } });
      return all;
    };
    expect(await paint()).toBe(await paint());
  });

  it('shows its last frame in the end, also where the reader had no room for it', () => {
    const written: string[] = [];
    const retries: (() => void)[] = [];
    let hasRoom = false;
    let opened = (): void => {};
    const open: OpenBytePipe = (_, events) => {
      opened = () => events.opened();
      return {
        write(bytes) {
          if (!hasRoom) return 'refused';
          written.push(text(bytes));
          return 'accepted';
        },
        address: 'stdout:',
        queuedBytes: 0,
        close() {},
      };
    };
    const clock = {
      nowMs: () => 0,
      after: (_: number, run: () => void) => {
        retries.push(run);
        return () => {};
      },
    };
    const session = connectPlain(open, 'stdout:', clock, SIZE, () => {});
    opened();
    session.show(['待机 IDLE']);
    session.show(['金额 1.00']);
    session.show(['金额 1.00']);
    expect(retries).toHaveLength(1);
    retries[0]?.();
    hasRoom = true;
    retries[1]?.();
    expect(written).toEqual([`金额 1.00\n${'-'.repeat(24)}\n`]);
    session.show(['金额 1.00']);
    expect([written.length, retries.length]).toEqual([1, 2]);
  });

  it('writes one frame after another to a standard output that is no terminal', async () => {
    const child = spawn(process.execPath, ['test/drivers/console/plain-frames.ts'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let out = '';
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    await new Promise((resolve) => child.on('close', resolve));
    const line = '-'.repeat(24);
    expect(out).toBe(`待机 IDLE\n${line}\n待机 IDLE\n金额 1.00\n${line}\n`);
  });
});
