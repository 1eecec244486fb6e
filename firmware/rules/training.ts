/** May people practise at this terminal now? Everything that must not be left standing meanwhile is named (requirement H7). */
import { refuse, type Verdict } from './verdict.ts';

export interface TrainingFacts {
  /** Somebody is there who can start the training host. */
  readonly hasHost: boolean;
  readonly frozen: boolean;
  /** Outcomes that are not known, reversals and advices that are not done. */
  readonly outcomes: number;
  readonly reversals: number;
  readonly advices: number;
  readonly settling: boolean;
  /** A slip that the printer has, or may have, in hand. */
  readonly slipInHand: number | null;
}

/** Slips that are owed, promised refunds and tasks may wait: they are shown again afterwards. */
export function judgeTraining(facts: TrainingFacts): Verdict<object> {
  const { hasHost, frozen, outcomes, reversals, advices, settling, slipInHand } = facts;
  if (!hasHost) {
    return refuse(
      'training-host',
      {},
      { zh: '这里没有培训主机', en: 'There is no training host here' },
      { zh: '请用 npm start 启动终端', en: 'Start the terminal with npm start' },
    );
  }
  if (frozen) {
    return refuse(
      'training-frozen',
      {},
      { zh: '终端已冻结', en: 'The terminal is frozen' },
      { zh: '请主管先解冻', en: 'A manager lifts that first' },
    );
  }
  if (settling) {
    return refuse(
      'training-settling',
      {},
      { zh: '正在结算', en: 'A settlement is under way' },
      { zh: '等结算完成', en: 'Wait for its end' },
    );
  }
  if (outcomes + reversals + advices > 0) {
    return refuse(
      'training-money-open',
      { outcomes, reversals, advices },
      { zh: `有 ${outcomes + reversals + advices} 笔钱未了结`, en: 'Money is not resolved' },
      { zh: '等冲正完成,或按 *9 处理', en: 'Wait for the reversals, or see * 9' },
    );
  }
  return slipInHand === null ? { allowed: true } : refuseSlip(slipInHand);
}

/** Nobody's slip is left half-way for the other side to find (museum: odoo-258841). */
export function refuseSlip(slip: number) {
  return refuse(
    'training-slip',
    { slip },
    { zh: `票号 ${slip} 还在打印机里`, en: `Slip ${slip} is still in the printer` },
    { zh: '等它打完,或装纸', en: 'Wait for it, or load paper' },
  );
}

/** What is practised with never goes to the acquirer: the host is on this machine, and the key is published here. */
export const TRAINING_TMK = '0123456789ABCDEFFEDCBA9876543210';
/** Nobody practises waiting; in seconds. */
export const LONGEST_TRAINING_WAIT_S = 15;
