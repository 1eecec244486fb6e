/**
 * Cases in two halves (requirements A5, B10): once the money is given back, the sale that belongs to it is owed until it is approved under the same case,
 * or a manager says that there will be none. What a power cut leaves in between is offered again.
 */
import type { Database } from 'better-sqlite3';
import type { Entry } from '../../entries/entry.ts';
import { demand } from '../failures.ts';

const WRONG_PARTY = 'wrong-party';

interface Row {
  readonly no: number;
  readonly state: string;
  readonly tags: string | null;
}

export class CaseProjection {
  readonly #find;
  readonly #open;
  readonly #setOpen;
  readonly #closeCase;
  readonly #close;

  constructor(db: Database) {
    this.#find = db.prepare<[string], Row>('SELECT no, state, tags FROM transactions WHERE txn = ?');
    this.#open = db.prepare('INSERT INTO cases VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING');
    this.#setOpen = db.prepare(`UPDATE cases SET state = 'open' WHERE txn_no = ? AND state = 'pending'`);
    this.#closeCase = db.prepare(`UPDATE cases SET state = 'closed' WHERE case_id = ? AND state = 'open'`);
    this.#close = db.prepare(`UPDATE cases SET state = 'closed' WHERE txn_no = ? AND state = 'open'`);
  }

  /** After the projections of money and goods: reads what they have made of the entry. @throws JournalRefused */
  follow(entry: Entry): void {
    switch (entry.type) {
      case 'void.submitted':
      case 'refund.submitted':
      case 'completionCancel.submitted':
      case 'cash.givenBack':
        if (entry.body.reason === WRONG_PARTY) this.#began(entry, caseIn(entry.body.tags) ?? entry.txn, 'right-party');
        return;
      case 'goods.returned':
        if (entry.body.outcome === 'exchange') this.#began(entry, entry.body.case ?? entry.txn, 'exchange');
        return;
      case 'void.approved':
      case 'refund.approved':
      case 'completionCancel.approved':
      case 'refund.resolved':
        if (entry.type !== 'refund.resolved' || entry.body.approved) this.#setOpen.run(this.#row(entry.txn).no);
        return;
      case 'sale.approved':
      case 'cash.taken':
        this.#sold(this.#row(entry.txn).tags);
        return;
      case 'case.closed': {
        const { changes } = this.#close.run(this.#row(entry.txn).no);
        demand(changes === 1, 'case-not-open', `${entry.txn} has no open case`);
        return;
      }
      default:
    }
  }

  #began({ txn, atMs }: Entry & { readonly txn: string }, caseId: string, wants: 'right-party' | 'exchange'): void {
    const { no, state } = this.#row(txn);
    this.#open.run(no, caseId, wants, state === 'approved' ? 'open' : 'pending', atMs);
  }

  #sold(tags: string | null): void {
    for (const tag of tags === null ? [] : (JSON.parse(tags) as string[])) {
      const caseId = caseIn([tag]);
      if (caseId !== null) this.#closeCase.run(caseId);
    }
  }

  #row(txn: string): Row {
    const row = this.#find.get(txn);
    demand(row !== undefined, 'transaction-missing', `there is no transaction ${txn}`);
    return row;
  }
}

function caseIn(tags: readonly string[]): string | null {
  return tags.find((tag) => tag.startsWith('case:'))?.slice('case:'.length) ?? null;
}
