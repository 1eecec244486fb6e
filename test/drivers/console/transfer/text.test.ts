/** A file as text: what a screen log catches can be read back by `base64`, and what is pasted arrives or is refused. */
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beginLine, bodyLines, endLine } from '../../../../drivers/console/transfer/base64-text.ts';
import { receiveAsText } from '../../../../drivers/console/transfer/text-receiver.ts';
import { sendAsText } from '../../../../drivers/console/transfer/text-sender.ts';
import type { TransferResult } from '../../../../drivers/console/transfer/transfer.ts';
import { manualClock } from '../../link/manual-clock.ts';
import { content, type Shelf, sha256, shelf, source } from './files.ts';

/** A line that has carried `bytesPerMs` when somebody looks. */
function slowLine(clock: { nowMs(): number }, bytesPerMs: number) {
  let text = '';
  let free = 0;
  return {
    text: () => text,
    get queuedBytes() {
      return Math.max(0, Math.ceil((free - clock.nowMs()) * bytesPerMs));
    },
    write(bytes: Uint8Array) {
      text += Buffer.from(bytes).toString();
      free = Math.max(free, clock.nowMs()) + bytes.length / bytesPerMs;
      return 'accepted' as const;
    },
  };
}

function sent(bytes: Uint8Array) {
  const clock = manualClock();
  const line = slowLine(clock, 11.52);
  const results: TransferResult[] = [];
  const transfer = sendAsText(source('my export.gz', bytes), line, clock, (result) => void results.push(result));
  return { clock, line, results, transfer };
}

function pasted(text: string, piece = 64, sink: Shelf = shelf()) {
  const clock = manualClock();
  const results: TransferResult[] = [];
  const transfer = receiveAsText(sink, clock, (result) => void results.push(result));
  for (let at = 0; at < text.length; at += piece) {
    transfer.bytes(Buffer.from(text.slice(at, at + piece), 'latin1'));
    clock.advance(5);
  }
  const during = [...results];
  clock.advance(200_000);
  return { results, during, sink, transfer, clock };
}

const textOf = (bytes: Uint8Array, name = 'a.bin'): string =>
  beginLine(name, bytes.length) + bodyLines(bytes) + endLine(name, sha256(bytes));

describe('a file out as text', () => {
  it('is read back by the tools of any computer', () => {
    const bytes = content(10_000);
    const { clock, line, results } = sent(bytes);
    clock.advance(60_000);
    const log = `menu> send my export.gz\r\n${line.text()}menu> `;
    const filter = "sed -n '/^=== BEGIN/,/^=== END/p' | sed '/^===/d' | tr -d '\\r' | base64 -d";
    expect(execFileSync('sh', ['-c', filter], { input: log })).toEqual(Buffer.from(bytes));
    expect(results).toEqual([
      { kind: 'sent', files: [{ name: 'my export.gz', sizeBytes: 10_000, sha256: sha256(bytes) }] },
    ]);
    expect(line.text()).toContain(`=== END my_export.gz sha256 ${sha256(bytes)}\r\n`);
  });
  it('never has much more under way than the line has carried, and uses the line', () => {
    const { clock, line, results } = sent(content(50_000));
    let most = 0;
    for (; results.length === 0; clock.advance(5)) most = Math.max(most, line.queuedBytes);
    expect(most).toBeLessThan(2_000);
    expect(clock.nowMs()).toBeLessThan((line.text().length / 11.52) * 1.05);
  });
  it('Ctrl-C ends it, Ctrl-S holds it, Ctrl-Q or a minute lets it go', () => {
    const { clock, line, results, transfer } = sent(content(500_000));
    clock.advance(1_000);
    transfer.bytes(Uint8Array.of(0x13));
    const held = line.text().length;
    clock.advance(50_000);
    expect(line.text().length).toBe(held);
    clock.advance(11_000);
    expect(line.text().length).toBeGreaterThan(held);
    transfer.bytes(Uint8Array.of(0x13));
    transfer.bytes(Uint8Array.of(0x11));
    const released = line.text().length;
    clock.advance(1_000);
    expect(line.text().length).toBeGreaterThan(released);
    transfer.bytes(Uint8Array.of(0x03));
    expect(results).toEqual([{ kind: 'cancelled', by: 'operator', files: 0 }]);
    expect(clock.pending).toBe(0);
  });
  it('a line that is lost', () => {
    const { clock, results, transfer } = sent(content(5_000));
    clock.advance(100);
    transfer.lost();
    expect(results).toEqual([{ kind: 'lost', files: 0 }]);
    expect(clock.pending).toBe(0);
  });
});

describe('a file in as text', () => {
  it('arrives, in any pieces and with any line ends', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 3_000 }),
        fc.integer({ min: 1, max: 300 }),
        fc.constantFrom('\r\n', '\n', '\r'),
        (bytes, piece, lineEnd) => {
          const { results, sink } = pasted(textOf(bytes).replaceAll('\r\n', lineEnd), piece);
          expect(results).toEqual([{ kind: 'received', files: 1 }]);
          expect(sha256(sink.files[0]?.bytes ?? new Uint8Array(0))).toBe(sha256(bytes));
          expect(sink.files[0]).toMatchObject({ name: 'a.bin', sizeBytes: bytes.length });
        },
      ),
    );
  });
  it('bare lines of base64 and a dot', () => {
    const { results, sink } = pasted('SGVsbG8=\n.\n');
    expect(results).toEqual([{ kind: 'received', files: 1 }]);
    expect(sink.files[0]).toMatchObject({ name: null, bytes: Buffer.from('Hello') });
  });
  const bytes = content(2_000);
  const good = textOf(bytes);
  it.each([
    ['a character changed', good.replace(/\r\n(.)(.)/, '\r\n$2!'), 'noise'],
    ['a letter of the content changed', good.replace(/\r\n[A-Y]/, '\r\nZ'), 'noise'],
    ['a line missing', good.replace(/\r\n[^\r]+\r\n/, '\r\n'), 'incomplete'],
    ['the end missing', good.slice(0, -90), 'silent'],
    ['only an end', good.slice(good.indexOf('=== END')), 'incomplete'],
    ['two files', good.slice(0, good.indexOf('=== END')) + good, 'noise'],
    ['an endless line', `${'A'.repeat(5_000)}\n`, 'noise'],
    ['nothing', '', 'never-started'],
  ])('%s is refused and leaves nothing', (_name, text, cause) => {
    const { results, sink } = pasted(text);
    expect(results).toMatchObject([{ kind: 'given-up', cause }]);
    expect([sink.files.length, sink.isOpen]).toEqual([0, false]);
  });
  it('the rest of a refused paste never reaches the menu', () => {
    const { during, results } = pasted(good.replace(/\r\n(.)(.)/, '\r\n$2!').slice(0, -90));
    expect(during).toEqual([]);
    expect(results).toHaveLength(1);
  });
  it('Ctrl-C ends it', () => {
    const { results, sink } = pasted(`${good.slice(0, 500)}\x03`);
    expect(results).toEqual([{ kind: 'cancelled', by: 'operator', files: 0 }]);
    expect(sink.isOpen).toBe(false);
  });
  it('a sink that refuses', () => {
    const { results } = pasted(good, 64, shelf(1_000));
    expect(results).toMatchObject([{ kind: 'given-up', cause: 'refused', detail: 'too large' }]);
  });
});
