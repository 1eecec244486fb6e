/** The test slip: both languages, sizes, code page, QR, barcode, density, and plainly no receipt. Pure. */
import type { PrintLine } from '../../drivers/printer/printer.ts';
import type { TerminalAbout } from './desk.ts';

const text = (line: string, more: Omit<Extract<PrintLine, { kind: 'text' }>, 'kind' | 'text'> = {}): PrintLine => ({
  kind: 'text',
  text: line,
  ...more,
});

/** Filled cells: an uneven head or a worn one shows here. */
const FULL_BLOCK = '█';

export function testSlip(about: TerminalAbout, who: string, time: string): readonly PrintLine[] {
  const { columns, merchant, tid, version } = about;
  const ruler = '1234567890'.repeat(5).slice(0, columns);
  return [
    text('测试页 TEST PAGE', { align: 'center', bold: true, size: 'tall' }),
    text('不是收据 NOT A RECEIPT', { align: 'center', bold: true }),
    { kind: 'rule' },
    text(`${merchant}`),
    text(`TID ${tid}  v${version}  ${time}`),
    text(`技术员 TECHNICIAN ${who}`),
    { kind: 'rule' },
    text(ruler),
    text('ABCDEFGHIJKLMNOPQRSTUVWXYZ'),
    text('abcdefghijklmnopqrstuvwxyz'),
    text('0123456789 !"#$%&()*+,-./:;<=>?@[]_'),
    text('中文简体:金额 退货 撤销 凭证 参考号'),
    text('繁體與罕用:發票 龘 㐀 喆'),
    text('加粗 BOLD', { bold: true }),
    text('倍高 TALL', { size: 'tall' }),
    text('倍大 LARGE', { size: 'large' }),
    text(FULL_BLOCK.repeat(Math.floor(columns / 2))),
    text(FULL_BLOCK.repeat(Math.floor(columns / 2))),
    { kind: 'qr', data: `https://example.com/test/${tid}` },
    { kind: 'barcode', data: `TEST${tid}` },
    text('测试页完 TEST PAGE ENDS', { align: 'center' }),
  ];
}

/** Some blank paper, cut off. */
export function feedSlip(): readonly PrintLine[] {
  return [text('进纸 FEED'), { kind: 'feed', lines: 6 }];
}
