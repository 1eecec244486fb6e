/** What the terminal itself does: recovery at the start, opening conversations, drawer, logo, the journal's rest. */
import type { EntryDraft } from '../../storage/entries/entry.ts';
import type { TerminalEffects } from '../machines/start-terminal.ts';
import { type DrawerDesk, drawerRecovery, openDrawer, recordDrawer } from './cash-effects.ts';
import { LOGO, logoName } from './logo.ts';
import { isAttended, openersOf, sequelOf, settlementUnderWay } from './openers.ts';
import type { Ports } from './ports.ts';

/** @param rested nobody waits, and the journal is folded */
export function terminalEffects(
  ports: Ports,
  paper: DrawerDesk,
  noteUnexpected: (type: string) => void,
  rested: () => void,
): TerminalEffects {
  const { journal } = ports;
  const openers = openersOf(ports);
  return {
    recordRecovery: () => {
      const open = journal.openOutcomes().filter((row) => row.state === 'submitted');
      const unknown = open.map(
        (row): EntryDraft => ({
          type: `${row.kind}.unknown`,
          txn: row.txn,
          body: { cause: 'restart', detail: 'found open at start' },
        }),
      );
      const drafts = [...unknown, ...drawerRecovery(ports)];
      if (drafts.length > 0) journal.append(drafts, ports.stamp());
    },
    openConversation: ({ self }, { wish, key }) => {
      const opened = openers[wish](key);
      self.send(opened === null ? { type: 'promise.none' } : { type: 'flow.opened', opened });
    },
    openSequel: ({ self }, { sequel }) => {
      const opened = sequelOf(ports, sequel);
      if (opened !== null) self.send({ type: 'flow.opened', opened });
    },
    resumeSettlement: ({ self }) => {
      const opened = settlementUnderWay(ports);
      if (opened !== null) self.send({ type: 'flow.opened', opened });
    },
    openDrawer: () => {
      openDrawer(ports, paper);
    },
    recordDrawer: (_, { executed }) => recordDrawer(ports, paper, executed),
    recordLogo: (_, { printer, key }) => {
      const body = { device: LOGO, identity: logoName(printer, key), serial: printer.serial };
      journal.append([{ type: 'device.ready', txn: null, body }], ports.stamp());
    },
    lockShift: ({ self }) => {
      const shift = journal.shift()?.shift;
      if (shift === undefined) return;
      journal.append([{ type: 'shift.locked', txn: null, body: { shift, why: 'idle' } }], ports.stamp());
      self.send({ type: 'duty.seen', attended: false });
    },
    lookAtDuty: ({ self }) => self.send({ type: 'duty.seen', attended: isAttended(ports) }),
    restJournal: () => {
      journal.rest();
      rested();
    },
    noteUnexpected: (_, { type }) => noteUnexpected(type),
  };
}
