/** The number that a reprint bears. */
import type { CopyKind, Marking } from '../facts.ts';

/**
 * The number that the next reprint of `of` must carry in `receipt.requested`, from the rows of `copiesOf`: above every duplicate that
 * was printed or is planned, so that no two slips bear the same 重打印 n.
 */
export function nextDuplicate(
  copies: readonly { readonly of: CopyKind; readonly marking: Marking | null; readonly nextMarking: Marking }[],
  of: CopyKind,
): number {
  let highest = 0;
  for (const copy of copies) {
    if (copy.of !== of) continue;
    for (const marking of [copy.marking, copy.nextMarking]) {
      if (marking?.kind === 'duplicate') highest = Math.max(highest, marking.n);
    }
  }
  return highest + 1;
}
