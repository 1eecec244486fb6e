/** A security module that takes its time, like a PIN pad on a serial line: what leaves, what is believed, what is told, and when. */
import { describe, expect, it } from 'vitest';
import { type MacMade, type SecurityModule, softwareModule } from '../../../drivers/acquirer/keys.ts';
import { golden, TMK } from './goldens.ts';
import * as requests from './requests.ts';
import { type Rig, ready, rig } from './rig.ts';

/** Keys in software, answers when the test says so. */
function slowModule() {
  const inner = softwareModule({ tmkHex: TMK, mode: 'simulated' });
  const waiting: ((instead: MacMade | null) => void)[] = [];
  let holds = false;
  const module: SecurityModule = {
    ready: true,
    get signedOn() {
      return inner.signedOn;
    },
    get wrappedPinKeyHex() {
      return inner.wrappedPinKeyHex;
    },
    loadWorkingKeys: (block, layouts, done) => inner.loadWorkingKeys(block, layouts, done),
    dropWorkingKeys: () => inner.dropWorkingKeys(),
    mac: (data, algorithm, done) => {
      if (!holds) inner.mac(data, algorithm, done);
      else waiting.push((instead) => (instead === null ? inner.mac(data, algorithm, done) : done(instead)));
    },
    close: () => inner.close(),
  };
  return {
    module,
    hold: () => {
      holds = true;
    },
    /** Answers the oldest question: rightly, or `instead`. */
    answer: (instead: MacMade | null = null) => {
      const oldest = waiting.shift();
      if (oldest === undefined) throw new Error('nothing was asked');
      oldest(instead);
    },
    get asked() {
      return waiting.length;
    },
  };
}
const REFUSED: MacMade = { made: false, why: 'the pad is gone' };

async function slow(): Promise<Rig & { readonly pad: ReturnType<typeof slowModule> }> {
  const pad = slowModule();
  const one = await ready({ security: pad.module });
  pad.hold();
  return { ...one, pad };
}
const send = ({ acquirer }: Rig) => acquirer.send(acquirer.prepare('sale', requests.sale));

describe('before the request leaves', () => {
  it('no byte leaves before its MAC is made, and the time-out runs from there', async () => {
    const one = await slow();
    expect(send(one)).toBe('accepted');
    one.clock.advance(59_000);
    expect(one.events.size).toBe(0);
    one.pad.answer();
    expect(await one.host.frame()).toEqual(golden('sale', 'host'));
    one.clock.advance(59_000);
    await one.host.say(golden('sale', 'device'));
    while (one.pad.asked === 0) await new Promise((resolve) => setImmediate(resolve));
    one.pad.answer();
    expect(await one.events.next()).toMatchObject({ type: 'acquirer.answered', answer: { macVerified: true } });
  });

  it('a module that cannot make the MAC: not sent, for certain, and the next request goes', async () => {
    const one = await slow();
    send(one);
    one.pad.answer(REFUSED);
    expect(await one.events.next()).toEqual({ type: 'acquirer.notSent', exchange: 'sale', why: 'the pad is gone' });
    expect(send(one)).toBe('accepted');
  });

  it('a module that answers at once that it cannot: refused', async () => {
    const one = await slow();
    const { module } = one.pad;
    module.mac = (_data, _algorithm, done) => done(REFUSED);
    expect(send(one)).toBe('refused');
  });

  it('a module that is not ready: refused, whatever the request', async () => {
    const pad = slowModule();
    const one = await rig({ security: { ...pad.module, ready: false, signedOn: false } });
    one.acquirer.connect();
    await one.events.next();
    expect(one.acquirer.send(one.acquirer.prepare('sign-on', requests.signOn))).toBe('refused');
  });

  it('the line goes while the MAC is made: not sent, and a MAC that comes after all sends nothing', async () => {
    const one = await slow();
    send(one);
    one.host.hangUp();
    expect(await one.events.next()).toMatchObject({ type: 'acquirer.notSent' });
    expect(await one.events.next()).toMatchObject({ type: 'acquirer.lost' });
    one.pad.answer();
    expect(one.events.size).toBe(0);
  });

  it('a module that says nothing at all: not sent after its limit', async () => {
    const one = await slow();
    send(one);
    one.clock.advance(90_000);
    expect(await one.events.next()).toMatchObject({
      type: 'acquirer.notSent',
      why: expect.stringContaining('in time'),
    });
  });

  it('one request at a time, also while its MAC is made', async () => {
    const one = await slow();
    send(one);
    expect(one.acquirer.send(one.acquirer.prepare('echo', requests.echo))).toBe('refused');
  });
});

describe('before the answer is believed', () => {
  async function answeredSale(): Promise<Awaited<ReturnType<typeof slow>>> {
    const one = await slow();
    send(one);
    one.pad.answer();
    await one.host.frame();
    await one.host.say(golden('sale', 'device'));
    while (one.pad.asked === 0) await new Promise((resolve) => setImmediate(resolve));
    return one;
  }

  it('a module that cannot check: unanswered, and the cause says that an answer was there', async () => {
    const one = await answeredSale();
    one.pad.answer(REFUSED);
    expect(await one.events.next()).toMatchObject({ type: 'acquirer.unanswered', cause: 'mac-unchecked' });
  });

  it('a wrong MAC is wrong, late or not', async () => {
    const one = await answeredSale();
    one.pad.answer({ made: true, mac: Buffer.from('00000000') });
    expect(await one.events.next()).toMatchObject({ type: 'acquirer.unanswered', cause: 'mac-wrong' });
  });

  it('what is being checked does not need the line, and a copy of the answer changes nothing', async () => {
    const one = await answeredSale();
    await one.host.say(golden('sale', 'device'));
    expect(await one.events.next()).toMatchObject({ type: 'acquirer.strayAnswer' });
    one.host.hangUp();
    expect(await one.events.next()).toMatchObject({ type: 'acquirer.lost' });
    one.pad.answer();
    expect(await one.events.next()).toMatchObject({ type: 'acquirer.answered' });
  });

  it('a module that says nothing: unanswered after its limit', async () => {
    const one = await answeredSale();
    one.clock.advance(90_000);
    expect(await one.events.next()).toMatchObject({ type: 'acquirer.unanswered', cause: 'mac-unchecked' });
  });

  it('keys that were dropped meanwhile check nothing', async () => {
    const one = await slow();
    send(one);
    one.pad.answer();
    await one.host.frame();
    one.pad.module.dropWorkingKeys();
    await one.host.say(golden('sale', 'device'));
    expect(await one.events.next()).toMatchObject({ type: 'acquirer.unanswered', cause: 'mac-wrong' });
  });
});
