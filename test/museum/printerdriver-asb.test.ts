/**
 * printerdriver-asb: a driver waited for "printed" and took the first bytes that came: 1C 00 0C 0F, the status frame that says that the
 * paper has ended. Here bytes are told apart by their fixed bits, whatever is awaited: that frame is paper end in every state.
 */
import { expect, it } from 'vitest';
import { ModelPrinter } from '../drivers/printer/model-printer.ts';
import { Rig, slipOf } from '../drivers/printer/rig.ts';

it.each(['', '37 22', '37 22 20 25', '37 33', '14 00', '5f 54 4d', '37 25'])(
  'printerdriver-asb, behind "%s"',
  (torn) => {
    const model = new ModelPrinter();
    const rig = new Rig(model, { buffer: 4_096 }).open();
    rig.until('printer.identified');
    model.receive = () => {}; // the slip is on its way, its answers are awaited
    rig.print({ job: 'j', slip: 1, lines: slipOf(5) });
    rig.feed(torn);
    rig.feed('1c 00 0c 0f');
    expect(rig.status).toMatchObject({ paper: 'end', online: false });
    expect(rig.all('printer.jobHeld')).toMatchObject([{ job: 'j', cause: 'paper-end' }]);
    expect(rig.all('printer.segmentProven')).toEqual([]);
    expect(rig.ends).toEqual([]);
  },
);
