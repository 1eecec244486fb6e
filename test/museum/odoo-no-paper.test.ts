/**
 * odoo-no-paper: the driver sees "no paper", returns, and the job is gone; after one status query that failed it says "fine" for ever.
 * Here a job that meets no paper is held, not dropped, and a status that cannot be read is unknown, not fine.
 */
import { expect, it } from 'vitest';
import { ModelPrinter } from '../drivers/printer/model-printer.ts';
import { Rig, slipOf } from '../drivers/printer/rig.ts';
import {
  counterWithPaper,
  newRoll,
  originals,
  owedFor,
  paperEnds,
  powerCut,
  sellWithoutPaper,
  traces,
} from './till-paper.ts';

it.each(['A', 'B', 'C'] as const)('odoo-no-paper at grade %s: the job waits for the roll', (grade) => {
  const model = new ModelPrinter({ grade, bufferBytes: 45 });
  const rig = new Rig(model).open();
  rig.until('printer.identified');
  model.change(() => void Object.assign(model, { paperEnd: true }));
  rig.pass(6_000);
  rig.print({ job: 'j', slip: 1, lines: slipOf(2) });
  expect(rig.until('printer.jobHeld')).toMatchObject({ cause: 'paper-end', handedOver: 0 });
  rig.pass(3_600_000);
  expect(rig.ends).toEqual([]);
  model.change(() => void Object.assign(model, { paperEnd: false }));
  expect(rig.until(grade === 'C' ? 'printer.jobUnknown' : 'printer.jobPrinted').job).toBe('j');
  expect(model.paper.filter((line) => line === 'CUT')).toHaveLength(1);
});

it('odoo-no-paper: what cannot be read is unknown, in every field, until it can be read', () => {
  const model = new ModelPrinter();
  const rig = new Rig(model).open();
  rig.until('printer.identified');
  const receive = model.receive.bind(model);
  model.receive = () => {};
  rig.pass(30_000);
  expect(Object.values(rig.status)).toEqual(Array(6).fill('unknown'));
  model.receive = receive;
  rig.pass(5_000);
  expect(rig.status).toMatchObject({ online: true, paper: 'ok', fault: 'none' });
});

it('odoo-no-paper: the debt stays, over three power cuts, until the roll is there', () => {
  const counter = counterWithPaper();
  paperEnds(counter);
  counter.until(/OUT OF PAPER/);
  sellWithoutPaper(counter, '4500');
  for (let life = 0; life < 3; life += 1) {
    powerCut(counter);
    expect(counter.journal.copiesOwed().map(({ state }) => state)).toEqual(['owed', 'owed']);
    expect(counter.screen()).toMatch(/OUT OF PAPER/);
  }
  newRoll(counter);
  expect(originals(counter)).toEqual(owedFor(...traces(counter)));
  expect(counter.journal.copiesOwed()).toEqual([]);
  expect(counter.world.broken).toEqual([]);
});
