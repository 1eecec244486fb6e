/**
 * node-escpos-332: ¥100 came out as "0 6100": U+00A5 is four bytes in GB18030, the printer's font has two-byte characters, and every
 * software decoder reads the bytes back without complaint. Here ¥ goes out as ￥ (U+FFE5), and no four-byte character goes out at all.
 */
import iconv from 'iconv-lite';
import { expect, it } from 'vitest';
import { ModelPrinter } from '../drivers/printer/model-printer.ts';
import { Rig } from '../drivers/printer/rig.ts';

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
