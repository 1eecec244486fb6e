/** The picture of the paper, read back by a decoder that knows nothing of the emulator. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { describe, expect, it } from 'vitest';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { Glyphs } from '../../emulators/printer/glyphs.ts';
import { pictureOf } from '../../emulators/printer/picture.ts';
import { qrCode } from '../../emulators/printer/qr-code.ts';
import { headDots } from '../../emulators/printer/settings.ts';
import { Rig } from './rig.ts';

// The decoder would fetch its program from the network.
prepareZXingModule({
  overrides: {
    wasmBinary: new Uint8Array(readFileSync(fileURLToPath(import.meta.resolve('zxing-wasm/reader/zxing_reader.wasm'))))
      .buffer,
  },
});
const glyphs = new Glyphs();
const word = (n: number): string => Buffer.from([n & 255, n >> 8]).toString('hex');
const qr = (data: Buffer, size: number, level: number): string[] => [
  `1d286b0300 3143${Buffer.from([size]).toString('hex')}`,
  `1d286b0300 3145${Buffer.from([48 + level]).toString('hex')}`,
  `1d286b${word(data.length + 3)} 315030${data.toString('hex')}`,
  '1d286b0300 315130',
];

async function decoded(rig: Rig): Promise<string[]> {
  const png = pictureOf(rig.printer.works.tape.slips(), headDots(rig.printer.works.settings), glyphs);
  const results = await readBarcodes(new Blob([new Uint8Array(png)]), { tryHarder: true, maxNumberOfSymbols: 8 });
  return results.map((result) => `${result.format}:${result.text}`);
}

describe('the picture', () => {
  it('shows codes that a scanner reads', async () => {
    const rig = new Rig();
    const link = 'https://example.cn/r/000123?m=示例';
    rig.send('1b6101', ...qr(Buffer.from(link), 6, 1), '0a', '1d6860 1d7702 1d4802');
    rig.send('1d6b490f', '"{BTP-{{0}000123', '0a', '1d564200');
    const found = await decoded(rig);
    expect(found).toContain(`QRCode:${link}`);
    expect(found).toContain('Code128:TP-{0}000123');
  });
  it.each([
    ['Code128', '1d6b490c', '"{B0123456789', '0123456789'],
    ['Code128', '1d6b4908', '7b43 0c22384e 5a01', '123456789001'],
    ['Code128', '1d6b490d', '"{BAb{C\x0c\x22{Bz{{', 'Ab1234z{'],
    ['Code128', '1d6b490a', '"{AABC XYZ_', 'ABC XYZ_'],
    ['EAN13', '1d6b430c', '"690123456789', '6901234567892'],
    ['EAN8', '1d6b4407', '"9638507', '96385074'],
    ['Code39', '1d6b4509', '"AZ-09.$/%', 'AZ-09.$/%'],
  ])('%s %s', async (format, command, data, text) => {
    const rig = new Rig();
    rig.send('1d7702 1d6850', command, data, '0a', '1d564200');
    expect(rig.named('unknown-bytes')).toEqual([]);
    expect((await decoded(rig)).map((found) => found.replace('-', ''))).toContain(`${format}:${text}`.replace('-', ''));
  });
  it.each([
    ['numeric', '31415926535897932384626433832795', 0],
    ['alphanumeric', 'HTTPS://EXAMPLE.CN/R/000123', 2],
    ['300 bytes', 'x'.repeat(150) + 'Ä'.repeat(75), 1],
    ['900 bytes at level H', 'receipt '.repeat(112), 3],
  ])('QR Code: %s', async (_, data, level) => {
    const rig = new Rig();
    rig.send(...qr(Buffer.from(data), 3, level), '1d564200');
    expect(rig.named('unknown-bytes')).toEqual([]);
    expect(await decoded(rig)).toEqual([`QRCode:${data}`]);
  });
  it.each([
    [1, 11],
    [2, 20],
    [6, 70],
    [7, 86],
    [14, 250],
    [20, 480],
    [26, 740],
    [32, 1100],
    [40, 1663],
  ])('QR Code version %i', async (version, length) => {
    const text = 'a'.repeat(length);
    const code = qrCode([...Buffer.from(text)], 'Q');
    expect(code?.version).toBe(version);
    const size = ((code?.size ?? 0) + 8) * 3;
    const canvas = createCanvas(size, size);
    const context = canvas.getContext('2d');
    const image = context.createImageData(size, size);
    for (let y = 0; y < size; y += 1) {
      for (let x = 0; x < size; x += 1) {
        const [mx, my] = [Math.floor(x / 3) - 4, Math.floor(y / 3) - 4];
        const inside = mx >= 0 && my >= 0 && mx < (code?.size ?? 0) && my < (code?.size ?? 0);
        const tone = inside && code?.dark(mx, my) === true ? 0 : 255;
        image.data.set([tone, tone, tone, 255], (y * size + x) * 4);
      }
    }
    context.putImageData(image, 0, 0);
    const [found] = await readBarcodes(new Blob([new Uint8Array(canvas.toBuffer('image/png'))]));
    expect(found?.text).toBe(text);
  });
  it.each([
    [48, 576, 640],
    [32, 384, 464],
  ] as const)('with %i columns is one pixel a dot: %i dots on paper of %i', async (columns, dots, paper) => {
    const rig = new Rig({ columns });
    // A frame as wide as the head.
    rig.send(`1d763000 ${word(dots / 8)} 0800`, 'ff'.repeat(dots), '1d564200');
    const png = pictureOf(rig.printer.works.tape.slips().slice(0, 1), dots, glyphs);
    const image = await loadImage(png);
    const canvas = createCanvas(image.width, image.height);
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0);
    const y = 36 + 112 + 4;
    const { data } = context.getImageData(0, y, image.width, 1);
    const dark = Array.from({ length: image.width }, (_, x) => (data[x * 4] ?? 255) < 100);
    expect(image.width).toBe(paper + 72);
    expect(dark.filter(Boolean).length).toBe(dots);
    expect(dark.indexOf(true)).toBe(36 + (paper - dots) / 2);
  });
  it('knows all characters of the two-byte font that a receipt needs', () => {
    const empty = glyphs.glyph('\u{e000}', 'chinese', 1, 1, false);
    for (const character of '消费撤销退货商户存根持卡人票号凭证批次参考授权码金额重打印替代未完成单补录￥') {
      const glyph = glyphs.glyph(character, 'chinese', 1, 1, false);
      expect(glyph.bytes.some((byte) => byte !== 0)).toBe(true);
      expect(Buffer.from(glyph.bytes)).not.toEqual(Buffer.from(empty.bytes));
    }
  });
});
