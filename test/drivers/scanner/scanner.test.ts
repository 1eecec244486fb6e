import { afterEach, describe, expect, it } from 'vitest';
import { openBytePipe } from '../../../drivers/link/byte-pipes.ts';
import { openHidPipe } from '../../../drivers/link/hid-pipes.ts';
import type { Clock } from '../../../drivers/link/link.ts';
import { connectScanner, type ScannerDriver } from '../../../drivers/scanner/connect-scanner.ts';
import { LineReader } from '../../../drivers/scanner/line-reader.ts';
import type { ScannerEvent } from '../../../drivers/scanner/scanner.ts';
import { readWedgeReport } from '../../../drivers/scanner/wedge-wire.ts';
import { openPty } from '../../emulators/pty.ts';
import { readTranscript } from '../../wire/transcript.ts';
import { manualClock } from '../link/manual-clock.ts';
import { mutations } from '../link/mutations.ts';
import { recorder } from '../link/recorder.ts';

const CASES = readTranscript(new URL('../../wire/scanner/scanners.wire', import.meta.url));
const messages = (name: string): Uint8Array[] =>
  CASES.find((one) => one.name === name)?.steps.map(({ bytes }) => new Uint8Array(bytes)) ?? [];

/** A scanner on links whose device end is in the test's hand. */
function scanner(driver: ScannerDriver, clock: Clock = manualClock()) {
  const log = recorder<ScannerEvent>();
  let feed: (bytes: Uint8Array) => void = () => {};
  const session = connectScanner(
    driver,
    {
      openBytePipe: (address, events) => {
        feed = events.bytes;
        events.opened();
        return { address, queuedBytes: 0, write: () => 'refused', close() {} };
      },
      openHidPipe: (address, events) => {
        feed = events.report;
        events.opened();
        const refuse = () => 'refused' as const;
        return { address, writeOutput: refuse, writeFeature: refuse, requestFeature: refuse, close() {} };
      },
    },
    'scripted',
    clock,
    log.push,
  );
  const codes = () =>
    log.events.flatMap((event) => (event.type === 'scanner.scanned' ? [`${event.symbology ?? ''}|${event.code}`] : []));
  return { feed: (bytes: Uint8Array) => feed(bytes), codes, session };
}

const EXPECTED: { readonly [name: string]: readonly string[] } = {
  'hid-pos: one report': [']E0|6901234567892'],
  'hid-pos: sixty characters in two reports': [`]Q0|${'0123456789'.repeat(6)}`],
  'hid-pos: Microscan, text with CR': ['|ABC-1234'],
  'hid-pos: Microscan, a report that is not full ends the code': ['|6901234567892'],
  'hid-wedge: upper case, dash, digits, Enter': ['|AB-120'],
  'serial: AIM id, CR LF': [']E0|6901234567892'],
  'serial: two CRs make no second scan': ['|6901234567892'],
};

describe('scanners', () => {
  it('have an expectation for every golden case', () => {
    expect(CASES.map(({ name }) => name).sort()).toEqual(Object.keys(EXPECTED).sort());
  });
  it.each(CASES)('$name', ({ name }) => {
    const one = scanner(name.split(':')[0] as ScannerDriver);
    for (const bytes of messages(name)) one.feed(bytes);
    expect(one.codes()).toEqual(EXPECTED[name]);
  });
  it.each(['serial: AIM id, CR LF', 'serial: two CRs make no second scan'])('%s, split at every byte', (name) => {
    const bytes = Buffer.concat(messages(name));
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      const one = scanner('serial');
      one.feed(bytes.subarray(0, cut));
      one.feed(bytes.subarray(cut));
      expect(one.codes()).toEqual(EXPECTED[name]);
    }
  });
  it('take the same code within 700 ms for one scan, another code or a later one not', () => {
    const clock = manualClock();
    const one = scanner('serial', clock);
    const scan = (code: string) => one.feed(Buffer.from(`${code}\r\n`));
    scan('1');
    clock.advance(400);
    scan('1');
    clock.advance(400);
    scan('1');
    scan('2');
    scan('1');
    clock.advance(700);
    scan('1');
    expect(one.codes()).toEqual(['|1', '|2', '|1', '|1']);
  });
  it('throw away a code that is never finished', () => {
    const clock = manualClock();
    const one = scanner('serial', clock);
    one.feed(Buffer.from('69012'));
    clock.advance(500);
    one.feed(Buffer.from('6901234567892\r'));
    const [first, second] = messages('hid-pos: sixty characters in two reports');
    const pos = scanner('hid-pos', clock);
    pos.feed(first ?? new Uint8Array(0));
    clock.advance(500);
    pos.feed(messages('hid-pos: one report')[0] ?? new Uint8Array(0));
    pos.feed(first ?? new Uint8Array(0));
    pos.feed(second ?? new Uint8Array(0));
    expect(one.codes()).toEqual(['|6901234567892']);
    expect(pos.codes()).toEqual([']E0|6901234567892', `]Q0|${'0123456789'.repeat(6)}`]);
  });
  it('keep the group separators of GS1 and no other control character; read UTF-8', () => {
    const one = scanner('serial');
    one.feed(Buffer.from(']C1010690\x1d21\x02\x07A\r'));
    one.feed(Buffer.from('会员 7\r'));
    expect(one.codes()).toEqual([']C1|010690\x1d21A', '|会员 7']);
  });
  it('end a code at the Enter of either block, and know the US layout', () => {
    const press = (modifiers: number, usage: number) =>
      readWedgeReport([], Uint8Array.of(modifiers, 0, usage, 0, 0, 0, 0, 0)).typed.map((code) =>
        String.fromCharCode(code),
      );
    expect([press(0, 0x58), press(0, 0x28), press(0, 0x2b)]).toEqual([['\r'], ['\r'], ['\t']]);
    expect([press(0, 0x04), press(2, 0x04), press(2, 0x1f), press(0, 0x2f), press(2, 0x38), press(0, 0x62)]).toEqual([
      ['a'],
      ['A'],
      ['@'],
      ['['],
      ['?'],
      ['0'],
    ]);
    expect([press(1, 0x04), press(0, 0x29), press(0, 0x32), press(0, 0xe7)]).toEqual([[], [], [], []]);
  });
  it('survive 100 000 arbitrary messages with a bounded memory', () => {
    const drivers = (['hid-pos', 'hid-wedge', 'serial'] as const).map((driver) => scanner(driver));
    const lines = new LineReader();
    let longest = 0;
    for (const bytes of mutations(100_000, [...CASES.flatMap(({ name }) => messages(name)), new Uint8Array(70)])) {
      for (const one of drivers) one.feed(bytes);
      for (const code of lines.read(bytes)) longest = Math.max(longest, code.length);
    }
    expect(longest).toBeLessThanOrEqual(4096);
  });
});

describe('a scanner on a real port', () => {
  const held: { close(): void }[] = [];
  afterEach(() => {
    for (const one of held.splice(0)) one.close();
  });
  it('scans, and is lost when it is unplugged', async () => {
    const pty = openPty();
    const log = recorder<ScannerEvent>();
    const clock = manualClock();
    const pipes = { openBytePipe: openBytePipe(clock), openHidPipe: openHidPipe(clock) };
    held.push(pty, connectScanner('serial', pipes, `serial:${pty.path}`, clock, log.push));
    await log.until(({ type }) => type === 'scanner.identified');
    pty.write(Buffer.from('6901234567892\r\n'));
    expect(await log.until(({ type }) => type === 'scanner.scanned')).toMatchObject({ code: '6901234567892' });
    pty.close();
    await log.until(({ type }) => type === 'scanner.lost');
  });
});
