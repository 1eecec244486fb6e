/** A counter on which money moves: keys in the PIN pad only, TLS with a pinned authority and a certificate of its own (facts/acquirer §1.6), all made on the spot. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { registerDemonstrationPeople } from '../../firmware/effects/people.ts';
import { openJournal } from '../../storage/journal/open.ts';
import { selfSigned } from '../emulators-proof/acquirer/self-signed.ts';
import type { CountertopOptions } from './counter-configuration.ts';
import type { Countertop } from './countertop.ts';

/** @param folder where the certificates go */
export function liveCounter(folder: string): Required<Pick<CountertopOptions, 'pinPad' | 'live' | 'acquirerArgs'>> {
  const below = join(folder, 'certificates');
  mkdirSync(below, { recursive: true });
  const written = (name: string, text: string): string => {
    const path = join(below, name);
    writeFileSync(path, text);
    return path;
  };
  const [bank, own] = [selfSigned(), selfSigned()];
  const ca = written('bank.pem', bank.cert);
  const cert = written('own.pem', own.cert);
  const bankArgs = ['--tls-cert', ca, '--tls-key', written('bank.key', bank.key), '--tls-client-ca', cert];
  return { pinPad: true, live: { ca, cert, key: written('own.key', own.key) }, acquirerArgs: bankArgs };
}

/** A shop that trades has people; before the first start of a counter. */
export function hirePeople({ data }: Countertop): void {
  const journal = openJournal({ folder: data, terminal: '10000001', randomBytes });
  const stamp = () => ({ atMs: Date.now(), clock: 'synchronised' as const, operator: '1' });
  registerDemonstrationPeople({ journal, stamp }, 'simulated');
  journal.close();
}

/** The keys of a sign-on are good when the pad has made both check values. @param since events of the pad before the power came */
export async function untilKeysProven({ pinPad }: Countertop, since: number): Promise<void> {
  if (pinPad === null) throw new Error('no PIN pad on this counter');
  const first = await pinPad.until(({ event }) => event === 'mac', 'the first check value', since);
  await pinPad.until((event) => event.event === 'mac' && event !== first, 'the second check value', since);
}
