/**
 * wcpos-1790: a job without a result was sent again, and a real printer printed it twice.
 * Here nothing of a slip is ever sent twice: a job without a result is waited for, examined with a fence, then told as what it is.
 */
import { expect, it } from 'vitest';
import { ModelPrinter } from '../drivers/printer/model-printer.ts';
import { Rig, slipOf } from '../drivers/printer/rig.ts';

it.each([45, 4_096])('wcpos-1790: no answer at all, window %i: no line is sent twice', (buffer) => {
  const model = new ModelPrinter({ bufferBytes: buffer });
  const rig = new Rig(model, { buffer }).open();
  rig.until('printer.identified');
  const receive = model.receive.bind(model);
  const say = model.say;
  model.say = (bytes) => (bytes[0] === 0x37 ? undefined : say(bytes)); // prints, but its IDs are lost on the way
  let sent = '';
  model.receive = (bytes) => {
    sent += Buffer.from(bytes).toString('latin1');
    receive(bytes);
  };
  const lines = slipOf(5);
  rig.print({ job: 'j', slip: 1, lines });
  rig.pass(600_000);
  expect(rig.ends).toHaveLength(1);
  expect(rig.ends[0]?.type).not.toBe('printer.jobPrinted');
  for (const n of [1, 2, 3, 4, 5])
    expect(sent.split(`${n} \xc9\xcc\xc6\xb7`).length - 1, `item ${n}`).toBeLessThanOrEqual(1);
  expect(model.paper.filter((line) => line === 'CUT').length).toBeLessThanOrEqual(1);
});
