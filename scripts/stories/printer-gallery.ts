/**
 * Every layout on paper: rendered as the firmware does, printed by the driver on the emulated printer, drawn dot for dot. Nothing is drawn by
 * hand: what is in a picture has gone over the wire.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import type { PrintLine } from '../../drivers/printer/printer.ts';
import { renderSlip } from '../../firmware/receipts/render-slip.ts';
import type { Locale } from '../../firmware/receipts/slip-facts.ts';
import { EmulatedPaper } from '../../test/drivers/printer/emulated-paper.ts';
import { Glyphs } from '../../test/emulators/printer/glyphs.ts';
import { SAMPLES } from '../../test/firmware/receipts/samples.ts';
import type { Gallery } from './story.ts';

/** Those that README.md shows. */
const SHOWN: readonly string[] = ['sale-customer', 'sale-merchant-duplicate', 'refund-promise-customer', 'settlement'];

const LOCALES: readonly Locale[] = ['zh-CN', 'zh-en', 'en'];

/** @returns what went wrong with a slip, in words; none when it came out whole and without a byte that the printer did not understand. */
function printOne(paper: EmulatedPaper, name: string, lines: readonly PrintLine[], file: string): readonly string[] {
  const end = paper.print(lines);
  writeFileSync(file, paper.png(paper.printer.tape().filter((slip) => slip.end !== 'open').length));
  if (end.type !== 'printer.jobPrinted') return [`${name}: ${end.type}`];
  return (end.evidence.notes ?? []).map((note) => `${name}: ${note}`);
}

async function paint(folder: string, tell: (line: string) => void): Promise<readonly string[]> {
  const glyphs = new Glyphs();
  const wrong: string[] = [];
  for (const columns of [48, 32] as const) {
    for (const locale of LOCALES) {
      const paper = new EmulatedPaper({ driver: { columns }, glyphs });
      const place = join(folder, `${columns}-columns`, locale);
      mkdirSync(place, { recursive: true });
      for (const [name, facts] of Object.entries(SAMPLES)) {
        const file = join(place, `${name}.png`);
        wrong.push(...printOne(paper, name, renderSlip(facts, { columns, locale }), file));
        tell(file);
      }
      wrong.push(...paper.complaints.map((complaint) => `${columns} columns, ${locale}: ${JSON.stringify(complaint)}`));
    }
  }
  for (const name of SHOWN) {
    const file = join(folder, `${name}.png`);
    writeFileSync(file, await halved(join(folder, '48-columns', 'zh-CN', `${name}.png`)));
    tell(file);
  }
  return wrong;
}

/** Every tone of bare paper, and the one that stands for them: its grain is what makes a picture large. */
const PAPER_FROM = 226;
const PAPER = [251, 249, 244] as const;

/** Half as large and without grain, for a page of text. */
async function halved(file: string): Promise<Buffer> {
  const image = await loadImage(file);
  const canvas = createCanvas(Math.ceil(image.width / 2), Math.ceil(image.height / 2));
  const context = canvas.getContext('2d');
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  const pixels = context.getImageData(0, 0, canvas.width, canvas.height);
  for (let at = 0; at < pixels.data.length; at += 4) {
    if (pixels.data.subarray(at, at + 3).every((tone) => tone >= PAPER_FROM)) pixels.data.set(PAPER, at);
  }
  context.putImageData(pixels, 0, 0);
  return canvas.toBuffer('image/png');
}

export const printerGallery: Gallery = {
  name: 'printer-gallery',
  title: 'Every slip in every language on both papers, as pictures',
  paint,
};
