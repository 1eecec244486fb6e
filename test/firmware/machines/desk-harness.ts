/** Starts one machine under a parent that writes down what it reports, with effects that write down what they were asked to do. */
import { type AnyStateMachine, createActor, createMachine, SimulatedClock, sendTo } from 'xstate';

export interface Done {
  readonly effect: string;
  readonly params: Record<string, unknown>;
}

export interface Harness {
  readonly done: Done[];
  readonly reports: { readonly type: string; readonly [field: string]: unknown }[];
  readonly clock: SimulatedClock;
  send(event: { readonly type: string; readonly [field: string]: unknown }): void;
  state(): unknown;
  /** What ended the machine, if anything did. */
  failure(): unknown;
  effects(): readonly string[];
}

type Reaction = (
  params: Record<string, unknown>,
  send: (event: { type: string; [field: string]: unknown }) => void,
) => void;

/** `reactions`: what an effect answers at once, as the real one does with `self.send`. */
export function harness(
  machine: AnyStateMachine,
  names: readonly string[],
  reactions: Readonly<Record<string, Reaction>>,
  input: unknown,
): Harness {
  const done: Done[] = [];
  const reports: Harness['reports'] = [];
  const actions = Object.fromEntries(
    names.map((name) => [
      name,
      ({ self }: { self: { send(event: unknown): void } }, params: Record<string, unknown> | undefined) => {
        done.push({ effect: name, params: params ?? {} });
        reactions[name]?.(params ?? {}, (event) => self.send(event));
      },
    ]),
  );
  const parent = createMachine({
    invoke: { id: 'desk', src: machine.provide({ actions }), input: input as never },
    on: {
      'test.tell': { actions: sendTo('desk', ({ event }) => (event as unknown as { event: never }).event) },
      '*': {
        guard: ({ event }) => !event.type.startsWith('xstate.'),
        actions: ({ event }) => {
          reports.push(event as Harness['reports'][number]);
        },
      },
    },
  });
  const clock = new SimulatedClock();
  const actor = createActor(parent, { clock });
  let failure: unknown = null;
  actor.subscribe({
    error: (error) => {
      failure = error;
    },
  });
  actor.start();
  return {
    done,
    reports,
    clock,
    send: (event) => actor.send({ type: 'test.tell', event }),
    state: () => (actor.getSnapshot().children['desk']?.getSnapshot() as { value: unknown } | undefined)?.value,
    failure: () => failure,
    effects: () => done.map(({ effect }) => effect),
  };
}
