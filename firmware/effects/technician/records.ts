/** What the technician does, written down under his number before or as it happens. */
import type { EntryDraft } from '../../../storage/entries/entry.ts';
import type { RecordDesk } from '../../maintenance/desk.ts';
import type { Ports } from '../ports.ts';

/** A line that was typed is no novel; what was more is not worth keeping. */
const LONGEST_GIVEN = 200;

export function maintenanceRecords({ journal, stamp }: Pick<Ports, 'journal' | 'stamp'>): RecordDesk {
  const append = (who: string, draft: EntryDraft): void => void journal.append([draft], { ...stamp(), operator: who });
  return {
    loggedIn: (who, by) => append(who, { type: 'maintenance.loggedIn', txn: null, body: { by } }),
    loggedOut: (who, why) => append(who, { type: 'maintenance.loggedOut', txn: null, body: { why } }),
    commanded: (who, command, given) => {
      const kept = Object.entries(given).map(([name, text]) => [name, masked(text).slice(0, LONGEST_GIVEN)]);
      append(who, {
        type: 'maintenance.commanded',
        txn: null,
        body: { command, given: Object.fromEntries(kept) },
      });
    },
    tried: (who, device, { name, serial, grade }, outcome) =>
      append(who, {
        type: 'device.tried',
        txn: null,
        body: {
          device,
          identity: grade === null ? name : `${name} grade ${grade}`,
          serial,
          outcome: outcome.is === 'ok' ? 'passed' : 'failed',
          detail: outcome.is === 'failed' ? masked(outcome.en).slice(0, LONGEST_GIVEN) : outcome.is,
        },
      }),
    ended: (who, command, outcome) =>
      append(who, {
        type: 'maintenance.ended',
        txn: null,
        body: {
          command,
          outcome: outcome.is,
          why: outcome.is === 'failed' ? masked(outcome.en).slice(0, LONGEST_GIVEN) : null,
        },
      }),
  };
}

/** Digits that could be a card number, whoever typed them (promise 5). */
export function masked(text: string): string {
  return text.replace(/\d(?:[ -]?\d){12,18}/g, (digits) => '*'.repeat(digits.length));
}
