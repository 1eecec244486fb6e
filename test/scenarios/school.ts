/** A school in process on virtual time, and how each exercise is played by somebody who knows how. */
import { EXERCISE_BOOK } from '../../firmware/rules/exercise-book.ts';
import { QuietCounter } from './quiet-counter.ts';

export class School extends QuietCounter {
  constructor() {
    super({}, true, undefined, undefined, { school: true });
  }

  get home() {
    const { school } = this.world;
    if (school === null) throw new Error('no school');
    return school.place.home;
  }

  /** From rest, by its place in the book. */
  begin(name: string): void {
    const at = EXERCISE_BOOK.findIndex((exercise) => exercise.name === name);
    this.press('functions', '00');
    this.until(/END TRAINING/);
    if (at >= 9) this.press('.');
    this.press(String((at % 9) + 1));
    if (EXERCISE_BOOK[at]?.startedBy === 'manager') {
      this.until(/ PIN/);
      this.press('9999', 'confirm');
    }
    this.until(/▶1\//);
  }

  card(fen: string): void {
    this.press(fen, 'confirm');
    this.presents();
  }

  sold(fen: string): void {
    this.card(fen);
    this.until(/APPROVED/);
    this.press('confirm');
  }

  /** The newest sale's customer slip, once it is out. */
  receipt(): string {
    const slip = this.slips('SALE').at(-1);
    if (slip === undefined) throw new Error('no slip came out');
    return String(slip.number);
  }

  refundOf(receipt: string, fen: string, reason = '1'): void {
    this.press('refund', receipt, 'confirm');
    this.until(/REMAINS/);
    this.press(fen, 'confirm');
    this.until(/1 \S+ Goods faulty/);
    this.press(reason);
  }

  paperIn(): void {
    this.press('functions', '00');
    this.until(/3 PAPER IS IN/);
    this.press('3');
  }

  score() {
    return this.journal.exercises(1)[0]?.score;
  }
}

export const PLAYED: Readonly<Record<string, (school: School) => void>> = {
  sale: (it) => it.sold('1250'),
  correction: (it) => {
    it.press('12000', 'correct', 'confirm');
    it.presents();
    it.until(/APPROVED/);
    it.press('confirm');
  },
  void: (it) => {
    it.sold('2000');
    it.refundOf(it.receipt(), '2000', '3');
    it.until(/DO IT/);
    it.press('confirm');
    it.until(/APPROVED/);
    it.press('confirm');
  },
  refund: (it) => {
    it.sold('3000');
    const receipt = it.receipt();
    it.press('functions', '8');
    it.until(/ENTER: SETTLE/);
    it.press('confirm');
    it.until(/NEXT BATCH IS OPEN/);
    it.press('confirm');
    it.until(/READY/);
    it.refundOf(receipt, '1000');
    it.until(/DO IT/);
    it.press('confirm');
    it.until(/APPROVED/);
    it.press('confirm');
  },
  declined: (it) => {
    it.card('4500');
    it.until(/NOTHING CHARGED/);
    it.press('confirm');
    it.until(/READY/);
    it.sold('4500');
  },
  'no-answer': (it) => {
    it.card('3000');
    it.until(/▶3\/3/);
    it.press('confirm');
    it.until(/READY/);
    it.sold('3000');
  },
  'paper-end': (it) => {
    it.sold('1800');
    it.until(/UNFINISHED/);
    it.paperIn();
  },
  promise: (it) => {
    it.sold('4000');
    const receipt = it.receipt();
    it.until(/OUT OF PAPER/);
    it.refundOf(receipt, '1500');
    it.until(/WHEN PAPER IS BACK/);
    it.press('confirm', '13800138000', 'confirm', '1');
    it.until(/AMOUNT RESERVED/);
    it.press('confirm');
    it.until(/READY/);
    it.paperIn();
    it.until(/A PROMISED REFUND/);
    it.press('confirm');
    it.until(/APPROVED/);
    it.press('confirm');
  },
  'refund-invalid': (it) => {
    it.sold('5000');
    it.refundOf(it.receipt(), '2000');
    it.until(/DO IT/);
    it.press('confirm');
    it.until(/NOTHING REFUNDED/);
    it.press('functions');
    it.until(/4√/);
    it.press('1');
    it.until(/APPROVED/);
    it.press('confirm');
  },
  settlement: (it) => {
    it.sold('1000');
    it.rest();
    it.press('functions', '8');
    it.until(/ENTER: SETTLE/);
    it.press('confirm');
    it.until(/NEXT BATCH IS OPEN/);
    it.press('confirm');
  },
  'hand-over': (it) => {
    it.press('functions', '2', '1', '1', 'confirm', '7', 'confirm');
    it.until(/SIGN IN - TYPE/);
    it.signIn('2', '2222');
    it.until(/HAND-OVER/);
    it.press('confirm');
  },
  drill: (it) => {
    it.press('3000', 'confirm');
    it.until(/OUT OF PAPER/);
    it.press('confirm');
    it.presents();
    it.until(/APPROVED/);
    it.press('confirm');
    it.until(/▶2\//);
    it.press('60000', 'confirm');
    it.until(/OUT OF PAPER/);
    it.press('confirm');
    it.until(/at most ￥500\.00/);
    it.press('cancel', 'cancel');
    it.until(/▶3\//);
    it.until(/READY/);
    const sale = it.world.entries.findLast(({ type }) => type === 'sale.submitted');
    it.refundOf(sale?.type === 'sale.submitted' ? String(Number(sale.body.stan)) : '', '1000');
    it.until(/WHEN PAPER IS BACK/);
    it.press('confirm', '13800138000', 'confirm', '1');
    it.until(/AMOUNT RESERVED/);
    it.press('confirm');
    it.until(/READY/);
    it.press('functions', 'sale');
    it.until(/HAND SLIPS/);
    it.press('901', 'confirm', '1', '1', '2500', 'confirm', 'confirm', 'confirm', 'confirm');
    it.until(/ENTERED/);
    it.press('cancel');
    it.until(/▶5\//);
    it.paperIn();
    it.until(/A PROMISED REFUND/);
    it.press('confirm');
    it.until(/APPROVED/);
    it.rest();
    it.press('confirm');
    it.until(/▶7\//);
    it.press('functions', 'reprint');
    it.until(/COUNT THE SLIPS/);
    it.press('4', 'confirm');
    it.until(/NEXT BLANK +000902/);
    it.press('confirm');
    it.until(/COUNT THE CASH/);
    it.press('2500', 'confirm');
    it.until(/EVERYTHING AGREES/);
    it.press('confirm');
    it.until(/SIGNED OFF/);
    it.press('confirm');
  },
};
