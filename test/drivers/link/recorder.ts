/** Keeps what happened and lets a test wait for it. */

export interface Recorder<Event> {
  readonly events: readonly Event[];
  readonly push: (event: Event) => void;
  /** Resolves with the first event, past or to come, for which `wanted` holds. */
  until(wanted: (event: Event) => boolean): Promise<Event>;
}

export function recorder<Event>(): Recorder<Event> {
  const events: Event[] = [];
  const waiting: { readonly wanted: (event: Event) => boolean; readonly resolve: (event: Event) => void }[] = [];
  return {
    events,
    push(event) {
      events.push(event);
      for (const waiter of waiting.filter(({ wanted }) => wanted(event))) {
        waiting.splice(waiting.indexOf(waiter), 1);
        waiter.resolve(event);
      }
    },
    until(wanted) {
      const past = events.find(wanted);
      if (past !== undefined) return Promise.resolve(past);
      return new Promise((resolve) => waiting.push({ wanted, resolve }));
    },
  };
}
