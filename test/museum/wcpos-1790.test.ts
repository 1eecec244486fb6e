/**
 * wcpos-1790: a job without a result was sent again, and a real printer printed it twice.
 * Here nothing of a slip is ever sent twice: a job without a result is waited for, examined with a fence, then told as what it is.
 */
import { expect, it } from 'vitest';
import { ModelPrinter } from '../drivers/printer/model-printer.ts';
import { Rig, slipOf } from '../drivers/printer/rig.ts';
import { counterWithPaper, sellOnly, wholeSlips } from './till-paper.ts';

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

it('wcpos-1790: at the till: a slip whose answers never come is asked about, and comes again only with its mark', () => {
  const counter = counterWithPaper();
  counter.world.devices.do('printer', 'mute', { afterLines: 6, deaf: false });
  sellOnly(counter, '4500');
  counter.world.pass(120_000);
  counter.world.devices.do('printer', 'unmute');
  counter.world.pass(120_000);
  const doubt = /Is slip (\d+) complete/.exec(counter.screen());
  if (doubt !== null) counter.press('cancel');
  counter.world.pass(60_000);
  const merchants = wholeSlips(counter).filter(({ copy }) => copy === 'merchant');
  expect(merchants.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
  expect(counter.journal.copiesOwed()).toEqual([]);
});
