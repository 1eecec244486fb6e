/**
 * Foreign judges: printing software from npm that knows the machines and nothing of this emulator.
 * receiptio drives it as a client over port 9100; receiptline and receipt-printer-encoder make documents for it.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import ReceiptPrinterEncoder from '@point-of-sale/receipt-printer-encoder';
import { print } from 'receiptio';
import { afterEach, describe, expect, it } from 'vitest';
import type { EmulatorProcess } from '../emulator-process.ts';
import { startEmulator } from '../emulator-process.ts';
import { Rig } from './rig.ts';

/** How the command of receiptio ends, given a receipt on its standard input. */
async function exitCode(args: readonly string[], document: string): Promise<number | null> {
  const command = fileURLToPath(new URL('../bin/cli.js', import.meta.resolve('receiptio')));
  const child = spawn(process.execPath, [command, ...args], { stdio: ['pipe', 'ignore', 'ignore'] });
  child.stdin.end(document);
  const [code] = await once(child, 'exit');
  return code;
}

interface Receiptline {
  transform(markdown: string, printer: { command: string; encoding: string; cpl: number; spacing?: boolean }): string;
}
const receiptline = createRequire(import.meta.url)('receiptline') as Receiptline;

const receipt = `{width:auto}
^^^示例商店

2026-07-29 12:00|票号 000123
{border:line; width:20,*,10}
咖啡 | 2|      32.00
"粗体" | _1_|   \`8.00\`
---
^合计 | ^^^￥40.00

{code:https://example.cn/r/000123; option:qrcode,6,m}
{code:TP000123; option:code128,2,72,hri}
=
`;

describe('receiptio, over port 9100', () => {
  let printer: EmulatorProcess | null = null;
  let lastAddress = 0;
  afterEach(async () => {
    await printer?.end();
    printer = null;
  });

  /** Its destination is an address without a port, so each printer gets a loopback address of its own. */
  async function switchedOn(...options: string[]): Promise<string> {
    const { pid } = process;
    const address = `127.${64 + (pid % 64)}.${(pid >> 6) & 255}.${1 + (lastAddress++ % 250)}`;
    printer = startEmulator('printer/main.ts', ['--tcp', `${address}:9100`, ...options]);
    await printer.event('listening');
    return address;
  }
  const tape = async (): Promise<{ lines: string[]; end: string }[]> =>
    (await printer?.run('tape')) as { lines: string[]; end: string }[];

  it('says success when the receipt is out, and all of it is', async () => {
    const address = await switchedOn('--chinese-at-power-on', 'true');
    expect(await print(receipt, `-d ${address} -p epson -l zh`)).toBe('success');
    const [slip] = await tape();
    expect(slip?.end).toBe('partial-cut');
    expect(slip?.lines.join('\n')).toContain('示例商店');
    expect(slip?.lines.join('\n')).toMatch(/合计\s+￥40\.00/);
    const state = (await printer?.run('state')) as { offline: boolean };
    expect(state.offline).toBe(false);
  });
  it('says online, coveropen, paperempty', async () => {
    const address = await switchedOn();
    const ask = (): Promise<string> => print('', `-d ${address} -p epson -q`);
    expect(await ask()).toBe('online');
    await printer?.run('cover-open');
    expect(await ask()).toBe('coveropen');
    await printer?.run('cover-close');
    await printer?.run('paper-end');
    expect(await ask()).toBe('paperempty');
    await printer?.run('new-roll');
    expect(await ask()).toBe('online');
  });
  it('says paperempty when paper ends in the middle, coveropen when the cover is opened in the middle', async () => {
    const address = await switchedOn('--line-ms', '5');
    await printer?.run('paper-end', { afterLines: 3 });
    expect(await print(receipt, `-d ${address} -p epson -l zh`)).toBe('paperempty');
    expect((await tape())[0]?.end).toBe('open');
    await printer?.run('power-cycle');
    await printer?.run('new-roll');
    await printer?.run('cover-open', { afterLines: 2 });
    expect(await print(receipt, `-d ${address} -p epson -l zh`)).toBe('coveropen');
  });
  it('says error when the cutter jams', async () => {
    const address = await switchedOn('--line-ms', '5');
    await printer?.run('jam');
    expect(await print(receipt, `-d ${address} -p epson -l zh`)).toBe('error');
  });
  it('clears a jam by DLE ENQ 2, and then finds the model by GS I', { timeout: 120_000 }, async () => {
    const address = await switchedOn();
    await printer?.run('jam');
    expect(await print(receipt, `-d ${address} -p epson -l zh`)).toBe('error');
    await printer?.run('unjam');
    // It sees the error, sends DLE ENQ 2 and reports what it saw; the next one prints.
    expect(await print(receipt, `-d ${address} -p epson -l zh`)).toBe('error');
    // The client gives up after a time of its own, which a busy machine can exceed.
    await expect.poll(() => print(receipt, `-d ${address} -l zh`), { timeout: 100_000, interval: 0 }).toBe('success');
  });
  it('its command ends with 100 online, 101 cover open, 102 no paper, 0 printed, 102 when paper ends in the middle', {
    timeout: 60_000,
  }, async () => {
    const address = await switchedOn('--line-ms', '5');
    const asked = () => exitCode(['-d', address, '-p', 'epson', '-q'], '');
    const printed = () => exitCode(['-d', address, '-p', 'epson', '-l', 'zh'], receipt);
    expect(await asked()).toBe(100);
    expect(await printed()).toBe(0);
    await printer?.run('cover-open');
    expect(await asked()).toBe(101);
    await printer?.run('cover-close');
    await printer?.run('paper-end');
    expect(await asked()).toBe(102);
    await printer?.run('new-roll');
    await printer?.run('paper-end', { afterLines: 3 });
    expect(await printed()).toBe(102);
  });
  it('asks the drawer', async () => {
    const address = await switchedOn();
    expect(await print('', `-d ${address} -p epson -q drawer`)).toBe('drawerclosed');
    await printer?.run('drawer', { high: false });
    expect(await print('', `-d ${address} -p epson -q drawer`)).toBe('draweropen');
  });
});

describe('documents of receiptline', () => {
  it.each([
    ['epson', 'gb18030', 48],
    ['generic', 'gb18030', 48],
    ['escpos', 'gb18030', 32],
    ['epson', 'cp437', 48],
  ])('%s %s %i columns print without an unknown byte', (command, encoding, cpl) => {
    const rig = new Rig({ columns: cpl === 32 ? 32 : 48 });
    const document = encoding === 'gb18030' ? receipt : receipt.replace(/[^\x20-\x7e\n]/g, 'x');
    rig.printer.receive(Buffer.from(receiptline.transform(document, { command, encoding, cpl }), 'latin1'));
    expect(rig.named('unknown-bytes')).toEqual([]);
    expect(rig.named('junk')).toEqual([]);
    expect(rig.answers()).toBe('00');
    const [slip] = rig.printer.tape();
    expect(slip?.lines.join('\n')).toContain(encoding === 'gb18030' ? '示例商店' : 'xxxx');
    expect(slip?.cutThrough).toBe(0);
    expect(rig.named('barcode')).toMatchObject([{ symbology: 'code128', data: 'TP000123' }]);
  });
});

describe('documents of receipt-printer-encoder', () => {
  it('print without an unknown byte, codes and sizes included', () => {
    const encoder = new ReceiptPrinterEncoder({ language: 'esc-pos', columns: 48, feedBeforeCut: 4 });
    const bytes = encoder
      .initialize()
      .codepage('cp437')
      .align('center')
      .width(2)
      .height(2)
      .line('EXAMPLE STORE')
      .width(1)
      .height(1)
      .align('left')
      .bold(true)
      .line('Total')
      .bold(false)
      .underline(true)
      .line('underlined')
      .underline(false)
      .invert(true)
      .line('inverted')
      .invert(false)
      .rule()
      .qrcode('https://example.cn/r/000123', { model: 2, size: 6, errorlevel: 'm' })
      .barcode('TP000123', 'code128', { height: 60, width: 2, text: true })
      .pulse()
      .cut('partial')
      .encode();
    const rig = new Rig();
    rig.printer.receive(bytes);
    expect(rig.named('unknown-bytes')).toEqual([]);
    expect(rig.lines()).toEqual(expect.arrayContaining(['Total', 'underlined', 'inverted']));
    expect(rig.printer.tape()[0]?.codes).toEqual([
      { what: 'qr', data: 'https://example.cn/r/000123' },
      { what: 'barcode', data: 'TP000123' },
    ]);
    expect(rig.named('drawer').length).toBe(1);
    expect(rig.named('cut')).toMatchObject([{ end: 'partial-cut', cutThrough: 0 }]);
  });
});
