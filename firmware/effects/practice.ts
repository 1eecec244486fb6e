/**
 * What only a training terminal has: the exercises, and the printer that can be made to say that its paper has ended. The one place that makes either;
 * a terminal that trades gets neither, whatever its configuration says.
 */
import type { Clock } from '../../drivers/link/link.ts';
import { PracticePrinter } from '../../drivers/printer/practice.ts';
import type { EntryDraft } from '../../storage/entries/entry.ts';
import type { PinDraft } from '../../storage/journal/people-models.ts';
import type { TerminalFile } from '../configuration/terminal-file.ts';
import { ExerciseDesk } from './exercise-desk.ts';
import { registerDemonstrationPeople } from './people.ts';
import type { Ports } from './ports.ts';
import type { TrainingPlace } from './training-place.ts';

export interface Practice {
  readonly printer: PracticePrinter;
  readonly exercises: ExerciseDesk;
}

/** @param ended an exercise has come to its end */
export function practiceOf(
  parts: { readonly file: TerminalFile; readonly training?: TrainingPlace; readonly clock: Clock },
  ports: Ports,
  ended: () => void,
): Practice | null {
  const { training, file, clock } = parts;
  if (training?.is !== 'inside' || file.terminal.mode !== 'training') return null;
  const printer = new PracticePrinter(clock);
  return { printer, exercises: new ExerciseDesk(ports, training, printer, ended) };
}

/** Who is here from the start: in training those of the shop, else those of the manual where no money can be lost; and what an earlier life has left. */
export function beginLife(ports: Ports, practice: Practice | null): void {
  if (ports.training?.is === 'inside') adoptPeople(ports, ports.training);
  else registerDemonstrationPeople(ports, ports.terminal.mode);
  practice?.exercises.start();
}

/**
 * The people of the shop under their own numbers, as they are now; who they are is asked of the shop's journal (people.ts), so nobody's PIN is
 * copied.
 */
function adoptPeople({ journal, stamp }: Ports, place: Extract<TrainingPlace, { is: 'inside' }>): void {
  const drafts: EntryDraft[] = [];
  const pins: PinDraft[] = [];
  for (const { operator, name, role, dismissed } of place.home.operators()) {
    const known = journal.operator(operator);
    if (known === null && !dismissed) {
      drafts.push({ type: 'operator.registered', txn: null, body: { operator, name, role, by: stamp().operator } });
      pins.push({ operator, pin: place.randomPin(), strength: 'published' });
    } else if (known !== null && !known.dismissed && !dismissed && (known.name !== name || known.role !== role)) {
      const body = { operator, name, role, newPin: false, by: stamp().operator };
      drafts.push({ type: 'operator.changed', txn: null, body });
    }
  }
  if (drafts.length > 0) journal.append(drafts, stamp(), pins);
}
