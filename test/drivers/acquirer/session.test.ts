/** Connections, pieces of answers, one request at a time: on a real socket. */
import { describe, expect, it } from 'vitest';
import type { Acquirer, AcquirerEvent } from '../../../drivers/acquirer/acquirer.ts';
import { softwareModule } from '../../../drivers/acquirer/keys.ts';
import { iso87 } from '../../../drivers/acquirer/profiles/iso87.ts';
import { createAcquirer } from '../../../drivers/acquirer/session.ts';
import { openBytePipe } from '../../../drivers/link/byte-pipes.ts';
import type { BytePipeEvents } from '../../../drivers/link/link.ts';
import { manualClock } from '../link/manual-clock.ts';
import { realClock } from '../link/real-clock.ts';
import { golden, MID, TID, TMK, TPDU } from './goldens.ts';
import * as requests from './requests.ts';
import { ready, rig, TIMEOUT_MS } from './rig.ts';

const answerTo = (name: string, nth = 0) => golden(name, 'device', nth);

describe('answers in pieces', () => {
  it('split at every byte', async () => {
    const one = await ready();
    const whole = answerTo('sale');
    await one.out(requests.sale);
    await one.host.say(...[...whole].map((byte) => Uint8Array.of(byte)));
    expect(await one.events.next()).toMatchObject({ answer: { responseCode: '00' } });
  });

  it('two frames in one packet: the late one and ours', async () => {
    const one = await ready();
    await one.out(requests.sale, 'first');
    one.clock.advance(TIMEOUT_MS);
    await one.events.next();
    await one.out(requests.voiding, 'second');
    await one.host.say(Buffer.concat([answerTo('sale'), answerTo('void')]));
    expect(await one.events.next()).toEqual({ type: 'acquirer.answeredLate', exchange: 'first', responseCode: '00' });
    expect(await one.events.next()).toMatchObject({ exchange: 'second', answer: { responseCode: '00' } });
  });
});

describe('the connection', () => {
  it('lost after the request: unknown, then lost; a new connection serves the next', async () => {
    const one = await ready();
    await one.out(requests.sale);
    one.host.hangUp();
    expect(await one.events.next()).toMatchObject({ type: 'acquirer.unanswered', cause: 'lost' });
    expect(await one.events.next()).toMatchObject({ type: 'acquirer.lost' });
    expect(one.acquirer.send(one.acquirer.prepare('x', requests.echo))).toBe('refused');
    one.acquirer.connect();
    expect(await one.events.next()).toEqual({ type: 'acquirer.connected' });
    // Keys outlive the connection; a late answer may come over the new one.
    expect(await one.outcome(requests.voiding, answerTo('sale'), answerTo('void'))).toMatchObject({
      type: 'acquirer.answeredLate',
      exchange: 'sale',
    });
    expect(await one.events.next()).toMatchObject({ exchange: 'void', answer: { responseCode: '00' } });
  });

  it('lost in the middle of an answer: unknown', async () => {
    const one = await ready();
    await one.out(requests.sale);
    await one.host.say(answerTo('sale').subarray(0, 70));
    one.host.hangUp();
    expect(await one.events.next()).toMatchObject({ type: 'acquirer.unanswered', cause: 'lost' });
  });

  it('before it is there, a send is refused: no byte has left', async () => {
    const one = await rig();
    const prepared = one.acquirer.prepare('s', requests.signOn);
    expect(one.acquirer.send(prepared)).toBe('refused');
    one.acquirer.connect();
    expect(one.acquirer.send(prepared)).toBe('refused');
    await one.events.next();
    // A refused request has not left, so the same one may still go.
    expect(one.acquirer.send(prepared)).toBe('accepted');
    expect(await one.host.frame()).toEqual(golden('sign-on', 'host'));
  });

  it('nobody listens: lost, and connect can be called again', async () => {
    const one = await rig();
    await one.host.close();
    one.acquirer.connect();
    expect(await one.events.next()).toMatchObject({ type: 'acquirer.lost', fault: { cause: 'refused' } });
    one.acquirer.connect();
    expect(await one.events.next()).toMatchObject({ type: 'acquirer.lost' });
    one.acquirer.close();
  });

  it('connect while connected says so again, from outside the call', async () => {
    const one = await ready();
    const seen = one.log.length;
    one.acquirer.connect();
    expect(one.log.length).toBe(seen);
    one.clock.advance(0);
    expect(await one.events.next()).toEqual({ type: 'acquirer.connected' });
  });

  it('an opening that never ends is lost after the time-out; what comes of it later is nothing', async () => {
    const opened: (() => void)[] = [];
    let closes = 0;
    const one = await rig({
      open: (address, events) => {
        opened.push(() => events.opened());
        return { address, queuedBytes: 0, write: () => 'refused', close: () => closes++ };
      },
    });
    one.acquirer.connect();
    one.clock.advance(TIMEOUT_MS);
    expect(await one.events.next()).toMatchObject({ type: 'acquirer.lost', fault: { cause: 'absent' } });
    expect(closes).toBe(1);
    for (const late of opened) late();
    expect(one.log).toHaveLength(1);
    expect(one.acquirer.connected).toBe(false);
  });

  it('a new connection that fails at once, asked for on hearing that the old one is gone: its end is told, once', () => {
    const told: AcquirerEvent[] = [];
    const gone = (cause: 'denied' | 'closed-by-peer') =>
      ({ kind: 'device-lost', address: 'line', cause, detail: 'gone' }) as const;
    let line: BytePipeEvents | null = null;
    const acquirer: Acquirer = createAcquirer({
      ...{
        address: 'line',
        clock: manualClock(),
        profile: iso87,
        tid: TID,
        mid: MID,
        tpdu: TPDU,
        timeoutMs: TIMEOUT_MS,
      },
      security: softwareModule({ tmkHex: TMK, mode: 'simulated' }),
      open: (address, events) => {
        if (line === null) line = events;
        else events.lost(gone('denied'));
        return { address, queuedBytes: 0, write: () => 'accepted', close: () => undefined };
      },
      on: (event) => {
        told.push(event);
        if (event.type === 'acquirer.unanswered') acquirer.connect();
      },
    });
    const lost = () => told.flatMap((event) => (event.type === 'acquirer.lost' ? [event.fault.cause] : []));
    acquirer.connect();
    (line as BytePipeEvents | null)?.opened();
    expect(acquirer.send(acquirer.prepare('s', requests.sale))).toBe('accepted');
    (line as BytePipeEvents | null)?.lost(gone('closed-by-peer'));
    expect(told.map(({ type }) => type)).toEqual(['acquirer.connected', 'acquirer.unanswered', 'acquirer.lost']);
    expect(lost()).toEqual(['denied']);
    // Whoever tries again is told again.
    acquirer.connect();
    expect(lost()).toEqual(['denied', 'denied']);
    acquirer.close();
  });

  it('a pipe that dies while it takes the bytes: accepted, then exactly one unanswered', async () => {
    const real = openBytePipe(realClock());
    let dieOnWrite = false;
    const one = await ready({
      open: (address, events) => {
        const pipe = real(address, events);
        return {
          address,
          queuedBytes: 0,
          close: () => pipe.close(),
          write: (bytes) => {
            if (dieOnWrite) events.lost({ kind: 'device-lost', address, cause: 'write-failed', detail: 'gone' });
            return dieOnWrite ? 'accepted' : pipe.write(bytes);
          },
        };
      },
    });
    dieOnWrite = true;
    expect(one.acquirer.send(one.acquirer.prepare('s', requests.sale))).toBe('accepted');
    one.clock.advance(0);
    expect(one.log.slice(-2)).toMatchObject([
      { type: 'acquirer.lost' },
      { type: 'acquirer.unanswered', cause: 'lost' },
    ]);
    one.clock.advance(TIMEOUT_MS);
    expect(one.log.filter((event) => event.type === 'acquirer.unanswered')).toHaveLength(1);
  });

  it('close: no event, no timer, no key is left', async () => {
    const one = await ready();
    await one.out(requests.sale);
    const seen = one.log.length;
    one.acquirer.close();
    one.acquirer.close();
    await one.host.ended();
    one.acquirer.connect();
    expect(one.clock.pending).toBe(0);
    await one.host.say(answerTo('sale')).catch(() => {});
    one.clock.advance(TIMEOUT_MS);
    expect(one.log).toHaveLength(seen);
    expect(one.clock.pending).toBe(0);
    expect(one.acquirer.signedOn).toBe(false);
    expect(one.acquirer.connected).toBe(false);
  });
});

describe('one request at a time, each frame once', () => {
  it('a second request is refused while one is out, and may go afterwards', async () => {
    const one = await ready();
    await one.out(requests.sale);
    const second = one.acquirer.prepare('void', requests.voiding);
    expect(one.acquirer.send(second)).toBe('refused');
    await one.host.say(answerTo('sale'));
    await one.events.next();
    expect(one.acquirer.send(second)).toBe('accepted');
    expect(await one.host.frame()).toEqual(golden('void', 'host'));
  });

  it('odoo-150102: a request of unknown outcome cannot be submitted again, not even by a bug', async () => {
    const one = await ready();
    const prepared = one.acquirer.prepare('txn-1', requests.sale);
    one.acquirer.send(prepared);
    await one.host.frame();
    one.clock.advance(TIMEOUT_MS);
    await one.events.next();
    expect(() => one.acquirer.send(prepared)).toThrow('has left before');
    expect(() => one.acquirer.send({ ...prepared })).toThrow('not prepared');
  });

  it('what needs a MAC cannot be prepared before the sign-on', async () => {
    const one = await rig();
    expect(one.acquirer.signedOn).toBe(false);
    expect(() => one.acquirer.prepare('s', requests.sale)).toThrow('sign on');
  });
});
