/**
 * The driver against the printer emulator over a pseudo-terminal: two readings of the same manual, no shared code. The emulator runs
 * in a process of its own, on real time, 25 ms a line, with a receive buffer of 45 bytes unless said otherwise.
 */
import { describe, expect, it, onTestFinished } from 'vitest';
import { openBytePipe } from '../../../drivers/link/byte-pipes.ts';
import type { PrinterEvent, PrinterSession, PrintLine } from '../../../drivers/printer/printer.ts';
import { connectPrinter, type PrinterOptions } from '../../../drivers/printer/session.ts';
import { type EmulatorProcess, startEmulator } from '../../emulators-proof/emulator-process.ts';
import { realClock } from '../link/real-clock.ts';
import { type Recorder, recorder } from '../link/recorder.ts';

const LINES: readonly PrintLine[] = [
  { kind: 'text', text: '示例商店 EXAMPLE STORE', align: 'center', bold: true, size: 'large' },
  { kind: 'rule' },
  ...Array.from(
    { length: 12 },
    (_, n): PrintLine => ({ kind: 'text', text: `${`${n + 1} 商品 ITEM`.padEnd(36)}￥12.34` }),
  ),
  { kind: 'qr', data: 'T-0001-ABCDEF' },
  { kind: 'barcode', data: '000100020003' },
  { kind: 'text', text: '合计 TOTAL ￥148.08', align: 'right', bold: true, size: 'tall' },
  { kind: 'text', text: '谢谢惠顾 THANK YOU', align: 'center' },
];
const ITEMS = 12;

interface Bench {
  readonly emulator: EmulatorProcess;
  readonly session: PrinterSession;
  readonly events: Recorder<PrinterEvent>;
  readonly address: string;
  until<T extends PrinterEvent['type']>(type: T, job?: string): Promise<Extract<PrinterEvent, { type: T }>>;
  /** Every slip's lines, as the paper shows them. */
  slips(): Promise<readonly (readonly string[])[]>;
  state(): Promise<Record<string, unknown>>;
}

async function bench(
  options: readonly string[] = [],
  printer: Partial<PrinterOptions> = {},
  baud = 115_200,
): Promise<Bench> {
  const emulator = startEmulator('printer/main.ts', [
    '--buffer',
    '45',
    '--line-ms',
    '25',
    '--baud',
    String(baud),
    ...options,
  ]);
  onTestFinished(async () => void (await emulator.end()));
  const address = `serial:${(await emulator.event('listening'))['address']}?baud=${baud}`;
  return { emulator, address, ...connect(address, printer), ...paper(emulator) };
}

function connect(address: string, printer: Partial<PrinterOptions> = {}) {
  const clock = realClock();
  const events = recorder<PrinterEvent>();
  const session = connectPrinter(
    openBytePipe(clock),
    address,
    clock,
    { columns: 48, charset: 'gb18030', ...printer },
    (event) => {
      events.push(event);
      if (event.type === 'printer.jobResumable') session.resume(event.job);
    },
  );
  onTestFinished(() => session.close());
  const until = async <T extends PrinterEvent['type']>(type: T, job?: string) =>
    (await events.until(
      (event) => event.type === type && (job === undefined || ('job' in event && event.job === job)),
    )) as Extract<PrinterEvent, { type: T }>;
  return { session, events, until };
}

function paper(emulator: EmulatorProcess) {
  return {
    slips: async () =>
      ((await emulator.run('tape')) as { readonly lines: readonly string[] }[]).map(({ lines }) => lines),
    state: async () => (await emulator.run('state')) as Record<string, unknown>,
  };
}

const itemsOn = (lines: readonly string[] = []) => lines.filter((line) => line.includes('ITEM')).length;

describe('on the emulator', () => {
  it('prints a whole slip: every line once, QR and barcode whole, cut, nothing lost in 45 bytes', async () => {
    const { session, until, slips, state } = await bench();
    expect((await until('printer.identified')).identity).toMatchObject({ grade: 'A', model: 'TM-T20II' });
    expect(session.print({ job: 'a', slip: 1, lines: LINES })).toBe('accepted');
    expect(session.print({ job: 'b', slip: 2, lines: LINES })).toBe('refused');
    expect((await until('printer.jobPrinted', 'a')).evidence.notes).toBeUndefined();
    const [slip] = await slips();
    expect(itemsOn(slip)).toBe(ITEMS);
    expect(slip?.join('\n')).toContain('￥148.08');
    expect(await state()).toMatchObject({ overrunBytes: 0, midCommand: false, unprintedText: false });
  });

  it('paper ends in the slip and comes back: the printer goes on, the slip is complete, once', async () => {
    const { emulator, session, until, slips, state } = await bench();
    await until('printer.identified');
    await emulator.run('paper-end', { afterLines: 6 });
    session.print({ job: 'a', slip: 1, lines: LINES });
    const held = await until('printer.jobHeld');
    expect(held).toMatchObject({ cause: 'paper-end' });
    expect(held.handedOver).toBeLessThan(held.segments);
    await emulator.run('new-roll');
    await until('printer.jobPrinted', 'a');
    const printed = (await slips()).flat();
    expect(itemsOn(printed)).toBe(ITEMS);
    expect(new Set(printed.filter((line) => line.includes('ITEM'))).size).toBe(ITEMS);
    expect(await state()).toMatchObject({ overrunBytes: 0 });
  });

  it('the cover is opened in the slip: at most the line that stopped appears twice', async () => {
    const { emulator, session, until, slips } = await bench();
    await until('printer.identified');
    session.print({ job: 'a', slip: 1, lines: LINES });
    await until('printer.segmentProven', 'a');
    await emulator.run('cover-open');
    expect((await until('printer.jobHeld')).cause).toBe('cover-open');
    await emulator.run('cover-close');
    await until('printer.jobPrinted', 'a');
    const items = (await slips()).flat().filter((line) => line.includes('ITEM'));
    expect(new Set(items).size).toBe(ITEMS);
    expect(items.length).toBeLessThanOrEqual(ITEMS + 1);
  });

  it('power is cut in the slip: it ends not printed, the next slip starts behind a cut and is complete', async () => {
    const { emulator, session, events, until, slips } = await bench();
    await until('printer.identified');
    session.print({ job: 'a', slip: 1, lines: LINES });
    await until('printer.segmentProven', 'a');
    await emulator.run('power-off');
    await events.until((event) => event.type === 'printer.statusChanged' && event.status.online === 'unknown');
    await emulator.run('power-on');
    expect((await until('printer.jobNotPrinted', 'a')).proof).toBe('never-sent');
    session.print({ job: 'b', slip: 2, lines: LINES });
    await until('printer.jobPrinted', 'b');
    const complete = (await slips()).filter((lines) => itemsOn(lines) === ITEMS);
    expect(complete).toHaveLength(1);
  });

  it('power is cut while it waits for paper, everything handed over: memory lost while held', async () => {
    const { emulator, session, until } = await bench(['--buffer', '4096'], { buffer: 4_096 });
    await until('printer.identified');
    await emulator.run('paper-end', { afterLines: 6 });
    session.print({ job: 'a', slip: 1, lines: LINES });
    const held = await until('printer.jobHeld');
    expect(held.handedOver).toBe(held.segments);
    await emulator.run('power-off');
    await emulator.run('new-roll');
    await emulator.run('power-on');
    expect((await until('printer.jobNotPrinted', 'a')).proof).toBe('memory-lost-while-held');
  });

  it('another life of the terminal settles what the printer still holds: printed, nothing sent again', async () => {
    const first = await bench(['--buffer', '4096'], { buffer: 4_096 });
    await first.until('printer.identified');
    await first.emulator.run('paper-end', { afterLines: 6 });
    first.session.print({ job: 'a', slip: 1, lines: LINES });
    await first.until('printer.jobHeld');
    first.session.close();
    await first.emulator.event('host-close');
    const second = connect(first.address, { buffer: 4_096 });
    await second.until('printer.identified');
    expect(second.session.settle({ job: 'a again', slip: 1, lines: LINES })).toBe('accepted');
    await first.emulator.run('new-roll');
    await second.until('printer.jobPrinted', 'a again');
    expect(itemsOn((await first.slips()).flat())).toBe(ITEMS);
  });

  it('a cutter jam is retried after the cover has been opened and closed', async () => {
    const { emulator, session, until } = await bench();
    await until('printer.identified');
    await emulator.run('jam');
    session.print({ job: 'a', slip: 1, lines: LINES });
    expect((await until('printer.jobHeld')).cause).toBe('cutter');
    await emulator.run('unjam');
    await emulator.run('cover-open');
    await emulator.run('cover-close');
    await until('printer.jobPrinted', 'a');
  });

  it.each(['B', 'C', 'D'])('grade %s says what it can', { timeout: 60_000 }, async (grade) => {
    const { session, until, events } = await bench(['--grade', grade]);
    expect((await until('printer.identified')).identity.grade).toBe(grade);
    session.print({ job: 'a', slip: 1, lines: LINES.slice(0, 5) });
    const end = await events.until(({ type }) => /job(Printed|Unknown|NotPrinted)$/.test(type));
    expect(end.type).toBe(grade === 'B' ? 'printer.jobPrinted' : 'printer.jobUnknown');
  });
});
