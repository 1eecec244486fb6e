/**
 * The acquirer as the configuration wants it: dialect, line, and whose keys. In `live` mode they are the PIN pad's; keys in this process are for the
 * modes without money only, and said so at the start (facts/acquirer §1.6).
 */
import type { Acquirer, AcquirerEvent } from '../../drivers/acquirer/acquirer.ts';
import { boxedKeys } from '../../drivers/acquirer/key-box.ts';
import { noKeys, type SecurityModule, softwareModule } from '../../drivers/acquirer/keys.ts';
import { profileFor } from '../../drivers/acquirer/profiles/named.ts';
import { createAcquirer } from '../../drivers/acquirer/session.ts';
import type { Clock, OpenBytePipe } from '../../drivers/link/link.ts';
import type { PinPadSession } from '../../drivers/pin-pad/pin-pad.ts';
import type { Stamp } from '../../storage/facts.ts';
import type { TerminalFile } from '../configuration/terminal-file.ts';
import { transmissionTime } from '../receipts/civil-time.ts';
import type { DeviceTold } from './device-openers.ts';
import { PadKeyBox } from './pad-key-box.ts';

export interface AcquirerLinkParts {
  readonly file: TerminalFile;
  readonly clock: Clock;
  readonly openBytePipe: OpenBytePipe;
  readonly stamp: () => Pick<Stamp, 'atMs'>;
  readonly log: (event: string, fields: Readonly<Record<string, string | number | null>>) => void;
}

/** `keys.there`: the PIN pad takes questions now; what waits for it need not wait for its next attempt. */
export type AcquirerTold = AcquirerEvent | { readonly type: 'keys.there' };

export interface AcquirerLink {
  readonly acquirer: Acquirer;
  /** Looks at what a device told. True: it was an answer to the acquirer's security, nobody else's. */
  readonly hear: (event: DeviceTold) => boolean;
}

export function openAcquirer(
  parts: AcquirerLinkParts,
  pinPad: () => PinPadSession | null,
  on: (event: AcquirerTold) => void,
): AcquirerLink {
  const { acquirer } = parts.file;
  // Never from inside the event of a device.
  const keysThere = (): void => void parts.clock.after(0, () => on({ type: 'keys.there' }));
  const { security, hear } = securityOf(parts, pinPad, keysThere);
  return {
    hear,
    acquirer: createAcquirer({ ...wireOf(parts), security, timeoutMs: acquirer.timeoutSeconds * 1000, on }),
  };
}

/** Somebody waits for the echo, and it decides nothing. */
const ECHO_BOUND_MS = 10_000;

/** A session of its own for one echo, which carries no MAC (facts/acquirer §1.2): it needs no keys, and disturbs nobody. */
export function openEchoLink(parts: AcquirerLinkParts, on: (event: AcquirerEvent) => void): Acquirer {
  return createAcquirer({ ...wireOf(parts), security: noKeys(), timeoutMs: ECHO_BOUND_MS, on });
}

function wireOf(parts: AcquirerLinkParts) {
  const { terminal, acquirer } = parts.file;
  return {
    open: parts.openBytePipe,
    address: acquirer.link,
    clock: parts.clock,
    profile: profileFor(acquirer),
    transmissionTime: () => transmissionTime(parts.stamp().atMs),
    tid: terminal.tid,
    mid: terminal.mid,
    tpdu: acquirer.tpdu,
  };
}

interface Security {
  readonly security: SecurityModule;
  readonly hear: AcquirerLink['hear'];
}

/** The configuration has been checked (configuration/terminal-file.ts); what it cannot be is thrown as a bug. */
function securityOf(
  { file, log }: AcquirerLinkParts,
  pinPad: () => PinPadSession | null,
  keysThere: () => void,
): Security {
  const { mode } = file.terminal;
  const hearNothing = () => false;
  if (profileFor(file.acquirer).mac === null) return { security: noKeys(), hear: hearNothing };
  if (mode === 'live') {
    const slot = file.devices.pinPad?.masterKeySlot;
    if (slot === undefined) throw new Error('live mode without the key slot of its PIN pad');
    const box = new PadKeyBox(pinPad, slot, keysThere);
    return { security: boxedKeys(box), hear: (event) => box.hear(event) };
  }
  const tmkHex = file.acquirer.keys?.tmk;
  if (tmkHex === undefined) throw new Error('no keys for this mode');
  log('keys-in-software', { mode, warning: 'not for money: live mode keeps its keys in the PIN pad' });
  return { security: softwareModule({ mode, tmkHex }), hear: hearNothing };
}
