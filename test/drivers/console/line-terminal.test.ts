/** The line discipline, case by case (facts/maintenance "Cases to pass"), then under noise, then over a pseudo-terminal. */
import { afterEach, describe, expect, it } from 'vitest';
import {
  asked,
  FRESH_LINE,
  flushed,
  heard,
  type LineEvent,
  type Question,
} from '../../../drivers/console/line-step.ts';
import { connectLineTerminal, type TerminalEvent } from '../../../drivers/console/line-terminal.ts';
import { startPacedOutput } from '../../../drivers/console/paced-output.ts';
import { openBytePipe } from '../../../drivers/link/byte-pipes.ts';
import { openPty } from '../../emulators/pty.ts';
import { manualClock } from '../link/manual-clock.ts';
import { realClock } from '../link/real-clock.ts';

const LINE: Question = { kind: 'line', longest: 20 };
const SECRET: Question = { kind: 'secret', longest: 12 };
const bytes = (text: string): Uint8Array => Buffer.from(text, 'utf8');

/** Hears `chunks` (a number is a pause in milliseconds) and asks again after every answer. */
function hear(question: Question, ...chunks: readonly (string | Uint8Array | number)[]) {
  let state = asked(FRESH_LINE, question).state;
  let echo = '';
  const events: LineEvent[] = [];
  let atMs = 0;
  for (const chunk of chunks) {
    if (typeof chunk === 'number') {
      atMs += chunk;
      continue;
    }
    let step = heard(state, typeof chunk === 'string' ? bytes(chunk) : chunk, atMs);
    for (;;) {
      state = step.state;
      echo += step.echo;
      events.push(...step.events);
      if (state.asked !== null) break;
      step = asked(state, question);
    }
  }
  return { echo, events, lines: events.flatMap((event) => (event.type === 'line' ? [event.text] : [])) };
}

it('a pasted file rings once a piece, and is no line', () => {
  const { echo, lines, events } = hear(LINE, ...Array.from({ length: 2 }, () => 'x'.repeat(16_384)), '\r');
  expect(echo.length).toBeLessThan(100);
  expect(lines).toEqual(['x'.repeat(20)]);
  expect(events).toMatchObject([{ type: 'line', overlong: true }]);
});

describe('a line', () => {
  it.each([
    ['one burst', ['5555\r'], ['5555']],
    ['slowly', ['5', 400, '5', 400, '5', '5', '\r'], ['5555']],
    ['CR', ['a\rb\r'], ['a', 'b']],
    ['LF', ['a\nb\n'], ['a', 'b']],
    ['CR LF', ['a\r\nb\r\n'], ['a', 'b']],
    ['CR LF come apart', ['a\r', 30, '\n', 'b\r', '\n'], ['a', 'b']],
    ['two Enters', ['\r\r\n\n'], ['', '', '']],
    ['backspace and delete', ['abx\by\x7fc\r'], ['abc']],
    ['backspace on nothing', ['\b\x7fa\r'], ['a']],
    ['Ctrl-U', ['wrong\x15right\r'], ['right']],
    ['an arrow', ['a\x1b[Ab\r'], ['ab']],
    ['an arrow, split', ['a\x1b', 30, '[', 30, 'Ab\r'], ['ab']],
    ['an arrow, split by 700 ms', ['a\x1b', 700, '[', 700, 'A', 'b\r'], ['ab']],
    ['an arrow of an application keypad', ['a\x1bOBb\r'], ['ab']],
    ['a sequence with numbers', ['a\x1b[1;5C\x1b[200~b\r'], ['ab']],
    ['ESC alone, then text', ['a\x1b', 1500, '[b\r'], ['a[b']],
    ['Chinese', ['中文\r'], ['中文']],
    ['Chinese, byte by byte', [...bytes('中文\r')].map((byte) => Uint8Array.of(byte)), ['中文']],
    ['a tab', ['a\tb\r'], ['a b']],
  ])('%s', (_, chunks, lines) => {
    expect(hear(LINE, ...(chunks as (string | number)[])).lines).toEqual(lines);
  });

  it('echoes what it takes, and takes away both cells of a wide character', () => {
    expect(hear(LINE, '中\bok\r').echo).toBe('中\b\b  \b\bok\r\n');
  });
  it('shows a PIN as stars, also while it is corrected', () => {
    expect(hear(SECRET, '12中\b3\r')).toMatchObject({ echo: '***\b \b*\r\n', lines: ['123'] });
  });
  it('counts noise apart from text', () => {
    const noise = Uint8Array.from({ length: 128 }, (_, i) => 0x80 + (i % 64));
    expect(hear(SECRET, noise, '5555\r').events).toEqual([{ type: 'line', text: '5555', noise: 128, overlong: false }]);
  });
  it('obeys Ctrl-C in the middle of a sequence and a character', () => {
    expect(hear(LINE, 'ab\x1b[', '\x03', Uint8Array.of(0xe4), '\x03c\r').events.map(({ type }) => type)).toEqual([
      'interrupted',
      'interrupted',
      'line',
    ]);
  });
  it('ends at Ctrl-D only when it is empty', () => {
    expect(hear(LINE, 'a\x04b\r', '\x04').events).toMatchObject([{ type: 'line', text: 'ab' }, { type: 'ended' }]);
  });
  it('that is too long says so, and a paste of thousands stays bounded', () => {
    const { events } = hear(LINE, 'x'.repeat(5_000), '\r');
    expect(events).toEqual([{ type: 'line', text: 'x'.repeat(20), noise: 0, overlong: true }]);
  });
  it('typed ahead waits unechoed, bounded, and can be forgotten', () => {
    const ahead = heard(FRESH_LINE, bytes('5555\rstatus\r'), 0);
    expect(ahead).toMatchObject({ echo: '', events: [] });
    const first = asked(ahead.state, SECRET);
    expect(first).toMatchObject({ echo: '****\r\n', events: [{ text: '5555' }] });
    expect(asked(first.state, LINE).events).toMatchObject([{ text: 'status' }]);
    expect(asked(flushed(first.state), LINE).events).toEqual([]);
    const flood = heard(FRESH_LINE, bytes('y'.repeat(10_000)), 0);
    expect(flood.state.ahead).toHaveLength(512);
  });
  it('any key is one key', () => {
    expect(hear({ kind: 'key', longest: 1 }, 'q', '\r', '\x1b[A', ' ').events).toEqual([
      { type: 'key', text: 'q' },
      { type: 'key', text: '' },
      { type: 'key', text: ' ' },
    ]);
  });
});

describe('100 000 random chunks', () => {
  it('neither crash it nor make it grow, and no control character is echoed', () => {
    let seed = 0x2545f491;
    const random = (below: number): number => {
      seed ^= seed << 13;
      seed ^= seed >>> 17;
      seed ^= seed << 5;
      return (seed >>> 0) % below;
    };
    const questions: readonly Question[] = [LINE, SECRET, { kind: 'key', longest: 1 }];
    const pieces = ['\x1b[', '\x1bO', '\r', '\n', '\r\n', '\x03', '\x04', '\x13', '5555', '\b', '中', '\xff', '\x1b'];
    let state = FRESH_LINE;
    let largest = 0;
    for (let i = 0; i < 100_000; i++) {
      const chunk =
        random(3) === 0
          ? bytes(pieces[random(pieces.length)] ?? '')
          : Uint8Array.from({ length: random(24) }, () => random(256));
      const step = heard(state, chunk, i * random(40));
      state = step.state;
      if (!/^(?:[^\p{Cc}]|\r\n|\x07|\x08)*$/u.test(step.echo)) throw new Error(`echoed ${JSON.stringify(step.echo)}`);
      const answered = step.events.some(({ type }) => type === 'line' || type === 'key' || type === 'ended');
      if (answered || random(50) === 0) state = asked(state, questions[random(3)] ?? LINE).state;
      if (state.line.length > 20 || state.ahead.length > 512) throw new Error('the state grew');
      largest = Math.max(largest, state.keys.character.length + state.keys.escapeLength);
    }
    expect(largest).toBeLessThanOrEqual(40);
  });
});

describe('output', () => {
  const opened = (baud: number) => {
    const clock = manualClock();
    const sent: Uint8Array[] = [];
    let drains = 0;
    const output = startPacedOutput(
      clock,
      baud,
      (slice) => {
        sent.push(slice);
        return true;
      },
      () => {
        drains += 1;
      },
    );
    return { clock, output, sentBytes: () => Buffer.concat(sent).length, drains: () => drains };
  };
  it('goes at the speed of the line', () => {
    const { clock, output, sentBytes, drains } = opened(9600);
    output.write(bytes('x'.repeat(2_000)));
    clock.advance(1_000);
    expect(sentBytes()).toBeGreaterThan(900);
    expect(sentBytes()).toBeLessThan(1_000);
    clock.advance(1_200);
    expect([sentBytes(), drains(), output.isEmpty, clock.pending]).toEqual([2_000, 1, true, 0]);
  });
  it('stops at Ctrl-S until Ctrl-Q, or for a minute; what was dropped never comes', () => {
    const { clock, output, sentBytes } = opened(9600);
    output.hold();
    output.write(bytes('x'.repeat(100)));
    clock.advance(59_000);
    expect(sentBytes()).toBe(0);
    clock.advance(2_000);
    expect(sentBytes()).toBe(100);
    output.hold();
    output.write(bytes('y'));
    output.drop();
    output.release();
    clock.advance(1_000);
    expect(sentBytes()).toBe(100);
  });
  it('refuses what goes beyond its room, whole', () => {
    const { output } = opened(9600);
    expect(output.write(new Uint8Array(60_000))).toBe(true);
    expect(output.write(new Uint8Array(60_000))).toBe(false);
  });
});

describe('on a pseudo-terminal', () => {
  const held: { close(): void }[] = [];
  afterEach(() => {
    for (const one of held.splice(0)) one.close();
  });

  function connect() {
    const pty = openPty();
    let shown = '';
    let look = (): void => {};
    pty.onData((chunk) => {
      shown += Buffer.from(chunk).toString('utf8');
      look();
    });
    const told: TerminalEvent[] = [];
    let notice = (): void => {};
    const terminal = connectLineTerminal(
      openBytePipe(realClock()),
      `serial:${pty.path}?baud=115200`,
      realClock(),
      (event) => {
        told.push(event);
        notice();
      },
    );
    held.push(pty, terminal);
    return {
      pty,
      terminal,
      until: (fits: (event: TerminalEvent) => boolean) =>
        new Promise<TerminalEvent>((resolve) => {
          notice = () => {
            const found = told.find(fits);
            if (found !== undefined) resolve(found);
          };
          notice();
        }),
      sees: (pattern: RegExp) =>
        new Promise<string>((resolve) => {
          look = () => {
            if (pattern.test(shown)) resolve(shown);
          };
          look();
        }),
    };
  }

  it('asks, echoes, answers, and is told of a pulled cable once', async () => {
    const { pty, terminal, until, sees } = connect();
    await until(({ type }) => type === 'terminal.opened');
    terminal.write('登录 Login\nuser: ');
    terminal.ask({ kind: 'line', longest: 20 });
    await sees(/登录 Login\r\nuser: $/);
    pty.write(bytes('5\r\n'));
    expect(await until(({ type }) => type === 'terminal.heard')).toMatchObject({ event: { text: '5' } });
    await sees(/user: 5\r\n$/);
    pty.close();
    expect(await until(({ type }) => type === 'terminal.lost')).toMatchObject({ fault: { cause: 'unplugged' } });
  });

  it('hands every byte to a transfer that has taken over', async () => {
    const { pty, terminal, until } = connect();
    await until(({ type }) => type === 'terminal.opened');
    const got = new Promise<Uint8Array>((resolve) => {
      const line = terminal.takeOver((chunk) => {
        resolve(chunk);
        line.release();
      });
    });
    pty.write(Uint8Array.of(0x03, 0x04, 0x11, 0x13, 0x18));
    expect([...(await got)]).toEqual([0x03, 0x04, 0x11, 0x13, 0x18]);
  });
});
