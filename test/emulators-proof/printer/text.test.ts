import { describe, expect, it } from 'vitest';
import { Rig } from './rig.ts';

describe('text on paper', () => {
  it('prints a line at its line feed and not before', () => {
    const rig = new Rig();
    rig.send('"Hello');
    expect(rig.lines()).toEqual([]);
    rig.send('0a');
    expect(rig.lines()).toEqual(['Hello']);
  });

  it('wraps at 48 columns, and a line feed after a full line adds no empty line', () => {
    const rig = new Rig();
    rig.send(`"${'x'.repeat(48)}`, '0a', `"${'y'.repeat(50)}`, '0a');
    expect(rig.lines()).toEqual(['x'.repeat(48), 'y'.repeat(48), 'yy']);
    const items = rig.printer.tape()[0]?.items ?? [];
    expect(items.map((item) => (item as { wrapped?: boolean }).wrapped ?? false)).toEqual([false, true, false]);
  });

  it('has 32 columns on 58 mm paper', () => {
    const rig = new Rig({ columns: 32 });
    rig.send(`"${'x'.repeat(33)}`, '0a');
    expect(rig.lines()).toEqual(['x'.repeat(32), 'x']);
  });

  it('counts double width twice and Chinese two columns', () => {
    const rig = new Rig({ chineseAtPowerOn: true });
    rig.send('1d2110', `"${'w'.repeat(25)}`, '0a', '1d2100', 'b2e2'.repeat(25), '0a');
    expect(rig.lines()).toEqual(['w'.repeat(24), 'w', '测'.repeat(24), '测']);
  });

  it('centres and aligns to the right, at the beginning of a line only', () => {
    const rig = new Rig();
    rig.send('1b6101', '"ab', '0a', '1b6102', '"ab', '0a');
    const lefts = rig.printer
      .tape()[0]
      ?.items.map((item) => (item as { spans: { leftDots: number }[] }).spans[0]?.leftDots);
    expect(lefts).toEqual([276, 552]);
    rig.send('"x', '1b6100', '0a');
    expect(rig.named('unknown-bytes')).toMatchObject([{ why: 'ESC a n: only obeyed at the beginning of a line' }]);
  });

  it('keeps styles apart in spans', () => {
    const rig = new Rig();
    rig.send('"a', '1b4501', '"b', '1b4500', '1d2111', '"c', '1d2100', '1d4201', '"d', '1d4200', '1b2d02', '"e', '0a');
    expect(rig.printer.tape()[0]?.items).toMatchObject([
      {
        text: 'abcde',
        spans: [
          { text: 'a' },
          { text: 'b', bold: true },
          { text: 'c', size: [2, 2] },
          { text: 'd', inverse: true },
          { text: 'e', underlineDots: 2 },
        ],
      },
    ]);
  });

  it('resets the modes with ESC @ and throws the unfinished line away, but not what is in the receive buffer', () => {
    const rig = new Rig();
    rig.send('1b4501', '"lost', '1b40', '"kept', '0a');
    expect(rig.lines()).toEqual(['kept']);
    expect(rig.named('discarded')).toMatchObject([{ text: 'lost' }]);
    expect(rig.printer.tape()[0]?.items).toMatchObject([{ spans: [{ text: 'kept' }] }]);
    expect(JSON.stringify(rig.printer.tape())).not.toContain('bold');
  });
});

describe('Chinese', () => {
  it('needs FS & unless the model is Chinese at power-on', () => {
    const off = new Rig();
    off.send('b2e2', '0a', '1c26', 'b2e2', '0a', '1c2e', 'b2e2', '0a');
    expect(off.lines()).toEqual(['▓Γ', '测', '▓Γ']);
    const on = new Rig({ chineseAtPowerOn: true });
    on.send('b2e2', '0a', '1c2e', 'b2e2', '0a', '1b40', 'b2e2', '0a');
    expect(on.lines()).toEqual(['测', '▓Γ', '测']);
  });

  it('prints the full-width yuan sign and the euro, and boxes for the half-width yuan sign of GB18030', () => {
    const rig = new Rig({ chineseAtPowerOn: true });
    rig.send('a3a4', 'a2e3', '0a');
    expect(rig.lines()).toEqual(['￥€']);
    rig.send('81308436', '0a');
    expect(rig.lines()[1]).toBe('□□');
    expect(rig.named('junk')).toMatchObject([{ bytes: '8130' }, { bytes: '8436' }]);
  });

  it('has no private-use and no undefined characters, and survives half a character', () => {
    const rig = new Rig({ chineseAtPowerOn: true });
    rig.send('aaa1', '80', 'b2', '0a', '"ok', '0a');
    expect(rig.lines()).toEqual(['□□□', 'ok']);
    expect(rig.named('unknown-bytes')).toEqual([]);
  });

  it('doubles Chinese by GS !, FS ! and FS W', () => {
    const rig = new Rig({ chineseAtPowerOn: true });
    rig.send('1d2111', 'b2e2', '1d2100', '1c2104', 'b2e2', '1c5701', 'b2e2', '0a');
    expect(rig.printer.tape()[0]?.items).toMatchObject([
      { spans: [{ size: [2, 2] }, { size: [2, 1] }, { size: [2, 2] }] },
    ]);
  });
});

describe('single bytes', () => {
  it('follows ESC t and ESC R', () => {
    const rig = new Rig();
    rig.send('9b', '1b7410', '80', '1b7413', 'd5', '1b7400', '1b520f', '24', '1b5200', '24', '0a');
    expect(rig.lines()).toEqual(['¢€€¥$']);
  });
  it('knows no other code page', () => {
    const rig = new Rig();
    rig.send('1b74ff');
    expect(rig.named('unknown-bytes')).toMatchObject([{ hex: '1b 74 ff' }]);
  });
});

describe('unknown bytes', () => {
  it.each([
    ['a font command of another maker', '1b35'],
    ['drawer pulse without its times swallows what follows', '1b7005 0000'],
    ['a QR command nobody has', '1d5a02'],
    ['a process ID outside 20–7E', `1d28480600303001020304`],
    ['page mode', '1b4c'],
    ['a lone CAN', '18'],
    ['DLE with nothing real-time behind it', '10040941'],
  ])('reports %s', (_, hex) => {
    const rig = new Rig();
    rig.send(hex);
    expect(rig.named('unknown-bytes').length).toBeGreaterThan(0);
  });
  it('takes NULs between commands as filling, so that 8192 of them flush out half a command', () => {
    const rig = new Rig();
    rig.send('1d763000 4800 4000', '00'.repeat(8192), '1b40', '"ok', '0a');
    expect(rig.lines()).toEqual(['ok']);
    expect(rig.named('unknown-bytes')).toEqual([]);
  });
});

describe('cutting', () => {
  it('cuts through the last lines without a feed, because the knife is above the head', () => {
    const rig = new Rig();
    rig.send(...['one', 'two', 'three', 'four', 'five', 'six'].flatMap((t) => [`"${t}`, '0a']), '1d5600');
    const [first, second] = rig.printer.tape();
    expect(first?.lines).toEqual(['one', 'two', 'three']);
    expect(first).toMatchObject({ end: 'full-cut', cutThrough: 1 });
    expect(second?.lines).toEqual(['three', 'four', 'five', 'six']);
  });
  it('feeds to the knife with GS V 65/66', () => {
    const rig = new Rig();
    rig.send('"one', '0a', '1d564200', '"two', '0a', '1d564100');
    expect(rig.printer.tape().map((slip) => [slip.lines, slip.end, slip.cutThrough])).toEqual([
      [['one'], 'partial-cut', 0],
      [['two'], 'full-cut', 0],
      [[], 'open', 0],
    ]);
  });
  it('is not obeyed in the middle of a line', () => {
    const rig = new Rig();
    rig.send('"text', '1d564200', '0a');
    expect(rig.named('cut')).toEqual([]);
    expect(rig.named('unknown-bytes')).toMatchObject([{ hex: '1d 56 42 00' }]);
  });
  it('keeps a reserved cut until the paper has come that far', () => {
    const rig = new Rig();
    rig.send('"one', '0a', '1d566100');
    expect(rig.named('cut')).toEqual([]);
    rig.send('"two', '0a', '1b6403');
    expect(rig.printer.tape()[0]).toMatchObject({ lines: ['one'], end: 'full-cut', cutThrough: 0 });
  });
});
