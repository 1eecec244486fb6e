/** The cashier knows before a sale that the bank does not answer, and that it does again (facts/acquirer §1.2 echo test; requirement E3). */
import { expect, it } from 'vitest';
import { expectPromisesKept, openTradingScene } from './scene.ts';

it('says so at rest, not into a sale, until an echo comes back', async () => {
  const countertop = await openTradingScene({ technician: true });
  const { technician, acquirer, firmware } = countertop;
  if (technician === null) throw new Error('no technician stands at this counter');
  await technician.logsIn();
  await acquirer.do('refuse-connections', { on: true, cut: true });
  await technician.asks('network echo', /\[failed\] network echo|FAILED|does not answer/);
  await firmware.screen(/银行无应答 NO ANSWER[\s\S]*READY/);
  await countertop.press('1', '00');
  await firmware.screen(/^(?![\s\S]*银行无应答 NO ANSWER)[\s\S]*1\.00/);
  await countertop.press('cancel');
  await firmware.screen(/银行无应答 NO ANSWER/);
  await acquirer.do('refuse-connections', { on: false });
  await technician.asks('network echo', /\[ok\] network echo/);
  expect(await firmware.screen(/^(?![\s\S]*银行无应答 NO ANSWER)[\s\S]*READY/)).toContain('READY');
  await expectPromisesKept(countertop);
});
