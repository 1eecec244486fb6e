/**
 * odoo-59059: the printer was slow, the till showed a printing error, and the receipt came out all the same: printed once more, it
 * was there twice. Here slowness is no error: the late answer still lands on its job.
 */
import { expect, it } from 'vitest';
import { ModelPrinter } from '../drivers/printer/model-printer.ts';
import { Rig, slipOf } from '../drivers/printer/rig.ts';

it.each([3_000, 7_000, 10_500])('odoo-59059: answers %i ms late', (lateMs) => {
  const model = new ModelPrinter();
  const rig = new Rig(model, { buffer: 4_096 }).open();
  rig.until('printer.identified');
  const receive = model.receive.bind(model);
  const kept: Uint8Array[] = [];
  model.receive = (bytes) => (bytes[0] === 0x10 ? receive(bytes) : void kept.push(bytes)); // alive, but slow to print
  rig.print({ job: 'j', slip: 1, lines: slipOf(5) });
  rig.pass(lateMs);
  model.receive = receive;
  for (const bytes of kept) receive(bytes);
  rig.until('printer.jobPrinted');
  expect(rig.ends).toHaveLength(1);
  expect(model.paper.filter((line) => line === 'CUT')).toHaveLength(1);
});
