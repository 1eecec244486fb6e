/** How entry types stand on disk: by number, to keep a sale under 2 KB (design §12). A number, once given, is never given again. */
import type { EntryType } from '../entries/entry.ts';

const NUMBERS: { readonly [type in EntryType]: number } = {
  'terminal.started': 1,
  'terminal.stopped': 2,
  'terminal.signedOn': 3,
  'stan.spent': 4,
  'batch.opened': 5,
  'operator.signedIn': 6,
  'paper.ended': 7,
  'paper.returned': 8,
  'device.ready': 9,
  'device.lost': 10,
  'evidence.noted': 11,
  'journal.restored': 12,
  'device.differed': 13,
  'device.accepted': 14,
  'drawer.requested': 15,
  'drawer.pulsed': 16,
  'sale.submitted': 20,
  'sale.approved': 21,
  'sale.declined': 22,
  'sale.notSent': 23,
  'sale.unknown': 24,
  'void.submitted': 30,
  'void.approved': 31,
  'void.declined': 32,
  'void.notSent': 33,
  'void.unknown': 34,
  'refund.submitted': 40,
  'refund.approved': 41,
  'refund.declined': 42,
  'refund.notSent': 43,
  'refund.unknown': 44,
  'refund.deferred': 45,
  'refund.cancelled': 46,
  'refund.resolved': 47,
  'reversal.sent': 50,
  'reversal.unanswered': 51,
  'reversal.refused': 52,
  'reversal.accepted': 53,
  'reversal.escalated': 54,
  'reversal.resolved': 55,
  'receipt.requested': 60,
  'receipt.started': 61,
  'receipt.held': 62,
  'receipt.resumed': 63,
  'receipt.printed': 64,
  'receipt.notPrinted': 65,
  'receipt.doubtful': 66,
  'receipt.judged': 67,
  'settlement.started': 70,
  'settlement.excepted': 71,
  'settlement.cancelled': 72,
  'settlement.sent': 73,
  'settlement.answered': 74,
  'settlement.uploadSent': 75,
  'settlement.uploaded': 76,
  'settlement.uploadRefused': 77,
  'settlement.unanswered': 78,
  'settlement.ended': 79,
  'original.opened': 100,
  'timeline.requested': 101,
  'maintenance.loggedIn': 130,
  'maintenance.loggedOut': 131,
  'maintenance.commanded': 132,
  'maintenance.ended': 133,
  'maintenance.slipStarted': 134,
  'maintenance.slipEnded': 135,
};

const NAMES = new Map(Object.entries(NUMBERS).map(([type, number]) => [number, type]));

/** Null for what is no entry type. */
export function numberOfType(type: string): number | null {
  return Object.hasOwn(NUMBERS, type) ? NUMBERS[type as EntryType] : null;
}

export function nameOfType(number: number): string {
  return NAMES.get(number) ?? `type ${number}`;
}
