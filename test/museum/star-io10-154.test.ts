/**
 * star-io10-154: "print success" was reported, nothing came out: the link had taken the bytes.
 * Here accepted bytes prove nothing; without the printer's own ordered answer to the last segment there is no "printed".
 */
import { expect, it } from 'vitest';
import { ModelPrinter } from '../drivers/printer/model-printer.ts';
import { Rig, slipOf } from '../drivers/printer/rig.ts';

it.each(['A', 'B'] as const)('star-io10-154 at grade %s: all bytes taken, no answer, not printed', (grade) => {
  const model = new ModelPrinter({ grade });
  const rig = new Rig(model, { buffer: 4_096 }).open();
  rig.until('printer.identified');
  model.receive = () => {}; // the cable ends in the air
  rig.print({ job: 'j', slip: 1, lines: slipOf(5) });
  expect(rig.state.task).toMatchObject({ chunks: [] }); // everything has been handed over
  rig.pass(600_000);
  expect(rig.all('printer.jobPrinted')).toEqual([]);
  expect(rig.status.online).toBe('unknown');
  expect(rig.all('printer.jobHeld')).toMatchObject([{ cause: 'offline' }]);
});

it('star-io10-154 at grade D: the printer says nothing, so the driver says that nobody knows', () => {
  const rig = new Rig(new ModelPrinter({ grade: 'D' }), { buffer: 4_096 }).open();
  rig.until('printer.identified');
  rig.print({ job: 'j', slip: 1, lines: slipOf(5) });
  expect(rig.until('printer.jobUnknown').cause).toContain('no back channel');
});
