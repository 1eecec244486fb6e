/** Opening and losing devices: each transition of use stands in the journal, and another device than the known one is not used. */
import type { DeviceLost } from '../../drivers/link/link.ts';
import type { EntryDraft } from '../../storage/entries/entry.ts';
import type { Stamp } from '../../storage/facts.ts';
import type { Journal } from '../../storage/journal/journal.ts';
import type { DeviceIdentity, DeviceLinkEvent, DeviceName } from '../machines/device-link.ts';
import type { DeviceLinkEffects } from '../machines/start-terminal.ts';
import type { Policy } from '../rules/policy.ts';
import { isAnotherDevice } from '../rules/same-device.ts';
import type { ScreenSize } from '../screens/cashier.ts';
import {
  addressOf,
  type DeviceLines,
  type DeviceTold,
  type Listener,
  OPENERS,
  type Sessions,
  screenSize,
} from './device-openers.ts';
import { slipsLeftBehind } from './left-behind.ts';

export interface DeviceParts extends DeviceLines {
  readonly journal: Journal;
  readonly policy: Policy;
  readonly stamp: () => Stamp;
}

type Tell = (event: DeviceLinkEvent) => void;

export function deviceEffects(parts: DeviceParts, sessions: Sessions, toTerminal: (event: DeviceTold) => void) {
  const { journal, stamp, file } = parts;
  const close = (device: DeviceName): void => {
    sessions[device]?.close();
    sessions[device] = null;
  };
  const actions: DeviceLinkEffects = {
    openDevice: ({ self }, { device }) => {
      close(device);
      const listener = listen(parts, device, {
        tell: (event) => self.send(event),
        toTerminal,
        drop: () => close(device),
      });
      openInto(sessions, device, parts, listener);
    },
    closeDevice: ({ self }, { device }) => {
      close(device);
      self.send({ type: 'device.closed', atMs: stamp().atMs });
    },
    lendDevice: (_, { device }) => {
      close(device);
      tellGone(device, addressOf(file, device), toTerminal);
    },
    recordReady: (_, { device, identity }) => {
      journal.append([{ type: 'device.ready', txn: null, body: bodyOf(device, identity) }], stamp());
    },
    recordLost: (_, { device, cause, detail }) => {
      journal.append([{ type: 'device.lost', txn: null, body: { device, cause, detail } }], stamp());
    },
    recordDiffered: (_, { device, stranger }) => {
      const body = { ...bodyOf(device, stranger.identity), expected: stranger.expected };
      journal.append([{ type: 'device.differed', txn: null, body }], stamp());
    },
    recordAccepted: (_, { device, identity, by }) => {
      journal.append(
        acceptance(journal, device, identity, 'operator'),
        by === null ? stamp() : { ...stamp(), operator: by },
      );
    },
  };
  return {
    actions,
    showCashier: (render: (size: ScreenSize) => readonly string[]) =>
      sessions.cashierScreen?.show(render(screenSize(file))),
    showCustomer: (lines: readonly string[]) => sessions.customerDisplay?.show(lines),
    closeAll: () => {
      for (const device of Object.keys(sessions) as DeviceName[]) close(device);
    },
  };
}

/** A generic session into its own place: the opener of a device makes exactly that device's session. */
function openInto<Device extends DeviceName>(
  sessions: Sessions,
  device: Device,
  parts: DeviceParts,
  listener: Listener,
): void {
  const open = OPENERS[device] as (lines: DeviceLines, listener: Listener) => Sessions[Device];
  sessions[device] = open(parts, listener);
}

interface Ears {
  readonly tell: Tell;
  readonly toTerminal: (event: DeviceTold) => void;
  readonly drop: () => void;
}

function listen(parts: DeviceParts, device: DeviceName, { tell, toTerminal, drop }: Ears): Listener {
  const { stamp } = parts;
  let inUse = false;
  return {
    identified: (identity) => {
      const expected = expectedInstead(parts, device, identity);
      if (expected === null) {
        inUse = true;
        tell({ type: 'device.identified', identity, atMs: stamp().atMs });
        return true;
      }
      drop();
      // A printer may tell its number late: whoever works with it already hears that it is gone.
      if (inUse) tellGone(device, addressOf(parts.file, device), toTerminal);
      tell({ type: 'device.differed', identity, expected, atMs: stamp().atMs });
      return false;
    },
    lost: ({ cause, detail }) => {
      drop();
      tell({ type: 'device.lost', cause, detail, atMs: stamp().atMs });
    },
    event: toTerminal,
  };
}

/** The serial number that should stand here, when another device does and the policy wants to be asked. */
function expectedInstead(parts: DeviceParts, device: DeviceName, identity: DeviceIdentity): string | null {
  const { journal, policy, stamp } = parts;
  const lastNumber = journal.lastNumber(device);
  const remembered = { serial: journal.knownDevice(device)?.serial ?? null, lastNumber };
  if (!isAnotherDevice(remembered, identity.serial, isPrinter(device))) return null;
  if (policy.devices.whenAnother === 'ask') return lastNumber;
  journal.append(acceptance(journal, device, identity, 'policy'), stamp());
  return null;
}

/**
 * From now on this device is the known one. What the printer before it had in hand can no longer be found out from a printer: a slip
 * whose end had not left the terminal is incomplete, any other is in doubt (design §6).
 */
function acceptance(
  journal: Journal,
  device: DeviceName,
  identity: DeviceIdentity,
  by: 'operator' | 'policy',
): readonly EntryDraft[] {
  const accepted: EntryDraft = { type: 'device.accepted', txn: null, body: { ...bodyOf(device, identity), by } };
  // A slip is in hand where slips come out, nowhere else.
  return device === journal.printingOn() ? [accepted, ...slipsLeftBehind(journal, 'another printer')] : [accepted];
}

const isPrinter = (device: DeviceName): boolean => device === 'printer' || device === 'printer2';

function bodyOf(device: DeviceName, identity: DeviceIdentity) {
  const { name, grade, serial } = identity;
  return { device, identity: grade === null ? name : `${name} grade ${grade}`, serial };
}

function tellGone(device: DeviceName, address: string, toTerminal: (event: DeviceTold) => void): void {
  const fault: DeviceLost = {
    kind: 'device-lost',
    address,
    cause: 'refused',
    detail: 'another device than the known one',
  };
  if (device === 'printer') toTerminal({ type: 'printer.lost', fault });
  if (device === 'printer2') toTerminal({ type: 'printer2.told', event: { type: 'printer.lost', fault } });
  if (device === 'cardReader') toTerminal({ type: 'reader.lost', fault });
  if (device === 'pinPad') toTerminal({ type: 'pinPad.lost', fault });
}
