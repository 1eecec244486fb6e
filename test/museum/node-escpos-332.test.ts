/**
 * node-escpos-332: ¥100 came out as "0 6100": U+00A5 is four bytes in GB18030, the printer's font has two-byte characters, and every
 * software decoder reads the bytes back without complaint. Here ¥ goes out as ￥ (U+FFE5), and what has four bytes is drawn, never sent.
 */
import iconv from 'iconv-lite';
import { expect, it } from 'vitest';
import { EmulatedPaper } from '../drivers/printer/emulated-paper.ts';
import { ModelPrinter } from '../drivers/printer/model-printer.ts';
import { Rig } from '../drivers/printer/rig.ts';
import { lineText } from '../emulators/printer/tape.ts';

it('node-escpos-332: the yen sign is one character on paper', () => {
  const model = new ModelPrinter();
  const rig = new Rig(model, { buffer: 4_096 }).open();
  rig.until('printer.identified');
  rig.print({ job: 'j', slip: 1, lines: [{ kind: 'text', text: '合计 ¥100' }] });
  rig.until('printer.jobPrinted');
  expect(iconv.decode(Buffer.from(model.paper[0] ?? '', 'latin1'), 'gb18030')).toBe('合计 ￥100');
  expect(rig.writtenHex).not.toContain('81308436');
  expect(rig.writtenHex).toContain('a3a4313030');
});

it('node-escpos-332: what has four bytes comes as raster, and can be seen on the paper', () => {
  const paper = new EmulatedPaper({ printer: { lineMs: 10 } });
  const ended = paper.print([
    { kind: 'text', text: '商户 㐀某商店' },
    { kind: 'text', text: '¥ € 〇 㛃' },
  ]);
  expect(ended.type).toBe('printer.jobPrinted');
  const sent = Buffer.concat(paper.written).toString('hex');
  for (const character of '¥㐀㛃') {
    const four = iconv.encode(character, 'gb18030');
    expect([character, four.length]).toEqual([character, 4]);
    expect(sent).not.toContain(four.toString('hex'));
  }
  const ink = paper.printer.works.tape.slips().flatMap(({ items }) => items);
  const lines = ink.flatMap((item) => (item.kind === 'text' ? [lineText(item.line)] : []));
  expect(lines.join('\n')).not.toMatch(/[〓?]/);
  // ESC *: a bit image in the line; each of the two characters is one, and neither is blank.
  const images = [...sent.matchAll(/1b2a21(....)/g)].map(([, columns]) => columns);
  expect(images).toHaveLength(2);
  const drawn = [...sent.matchAll(/1b2a211800((?:..){72})/g)].map(([, dots]) => /[1-9a-f]/.test(dots ?? ''));
  expect(drawn).toEqual([true, true]);
  expect(paper.complaints).toEqual([]);
});
