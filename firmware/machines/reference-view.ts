/** What is on the line while a transaction is asked for, inside any conversation. */
import type { SnapshotFrom } from 'xstate';
import type { Notice } from './flow.ts';
import type { referenceMachine } from './reference.ts';

/** The line and what is said under it: of the question for a reference while it is asked, else of the conversation itself. */
export function lineOf(flow: {
  readonly children: object;
  readonly context: { readonly typed: string; readonly notice: Notice | null };
}): { readonly typed: string; readonly notice: Notice | null } {
  const { reference } = flow.children as { reference?: { getSnapshot(): unknown } };
  const { typed, notice } =
    reference === undefined ? flow.context : (reference.getSnapshot() as SnapshotFrom<typeof referenceMachine>).context;
  return { typed, notice };
}
