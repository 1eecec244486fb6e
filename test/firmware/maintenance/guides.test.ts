/** Guides whose faults are the network's and the acquirer's, on virtual time: each layer broken, each code explained, each proven mended. */
import { expect, it, test } from 'vitest';
import { QuietTechnician } from './quiet-technician.ts';

const LOOK_AGAIN = /q: leave: $/;

it('no connection: cable, address and name server, each named before anything above it is blamed', async () => {
  const technician = new QuietTechnician();
  await technician.sees(/tillproof> $/);
  await technician.logsIn();
  technician.cableIsIn = false;
  technician.addresses = [];
  expect(await technician.asks('guide connection', LOOK_AGAIN)).toMatch(
    /cable or radio +failed[\s\S]*own address +skipped[\s\S]*cause +网线或无线不通 cable or radio: no cable or radio on eth0[\s\S]*lamp/,
  );
  technician.cableIsIn = true;
  expect(await technician.asks('', LOOK_AGAIN)).toMatch(/own address +failed[\s\S]*no address[\s\S]*check DHCP/);
  technician.addresses = ['10.0.0.2'];
  expect(await technician.asks('', LOOK_AGAIN)).toMatch(/own address +ok[\s\S]*name server +failed[\s\S]*DNS setting/);
  expect(await technician.asks('q', /tillproof> $/)).toMatch(/\[failed\] guide connection: 域名不通/);
});

test.each([
  ['25', /The original was not found/],
  ['57', /Refunds are not enabled/],
  ['61', /balance is short/],
])(
  'refund invalid, the acquirer answered %s: the cause in words; the refund that goes through proves it mended',
  async (code, why) => {
    const technician = new QuietTechnician();
    const { counter } = technician;
    await technician.sees(/tillproof> $/);
    await technician.logsIn();
    const { number } = counter.sell('4500');
    counter.settle();
    counter.press('refund', String(number), 'confirm', '1000', 'confirm', '1');
    counter.until(/DO IT/);
    counter.world.devices.do('acquirer', 'decline', { code, kind: 'refund' });
    counter.press('confirm');
    counter.until(/DECLINED, NOTHING REFUNDED/);
    const told = await technician.asks(`guide refund ${number}`, LOOK_AGAIN);
    expect(told).toMatch(why);
    expect(told).toContain(`acquirer's code`.slice(0, 10));
    expect(told).toMatch(/still refundable|可退/);
    // The fault is gone at the acquirer's: the cashier repeats the refund while the guide waits.
    counter.press('1');
    counter.until(/APPROVED/);
    counter.rest();
    expect(await technician.asks('', /tillproof> $/)).toMatch(/no longer:[\s\S]*\[ok\] guide refund/);
  },
);
