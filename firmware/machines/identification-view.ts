/** Who is being asked for, inside any conversation: what its lines are drawn from. */
import type { SnapshotFrom } from 'xstate';
import type { IdentificationView } from '../screens/people-views.ts';
import type { identificationMachine } from './identification.ts';

/** The dialogue inside a conversation that asks who it is; null while nobody is asked. */
export function identificationOf(flow: { readonly children: object }): IdentificationView | null {
  const { identification } = flow.children as { identification?: { getSnapshot(): unknown } };
  if (identification === undefined) return null;
  const { value, context } = identification.getSnapshot() as SnapshotFrom<typeof identificationMachine>;
  const { roles, number, pin, notice } = context;
  return { state: String(value), roles, number, pinDigits: pin.length, notice };
}
