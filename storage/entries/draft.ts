/** The shape that entries about a transaction share. */
import type { TransactionId } from '../facts.ts';

export type Draft<Type extends string, Body> = {
  readonly type: Type;
  readonly txn: TransactionId;
  readonly body: Body;
};

/** Who decided, why, and what proves it (the acquirer's case number, a name). */
export interface ManagersWord {
  readonly manager: string;
  readonly reason: string;
  readonly evidence: string;
}
