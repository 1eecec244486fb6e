/**
 * Whether the bank can be reached, as far as anybody has heard; and an echo by itself after so long without a word (facts/acquirer §1.2 "echo test"), on a
 * connection of its own: no transaction waits for it, and it waits for none.
 */
import type { AcquirerEvent } from '../../drivers/acquirer/acquirer.ts';
import type { Cancel, Clock } from '../../drivers/link/link.ts';
import type { LayerFacts } from '../rules/refund-guide.ts';
import type { TillView } from '../screens/till-view.ts';

export interface LinkWatchParts {
  readonly clock: Clock;
  /** Epoch milliseconds. */
  readonly nowMs: () => number;
  /** Null: no echo by itself. */
  readonly echoAfterMs: number | null;
  readonly echo: (told: (layer: LayerFacts) => void) => Cancel;
  /** What is known has changed. */
  readonly changed: () => void;
}

/** Ways to lose a connection that say that none can be made; the others are an end of one that was there. */
const UNREACHABLE: readonly string[] = ['absent', 'refused'];

export class LinkWatch {
  readonly #parts: LinkWatchParts;
  #line: TillView['acquirer']['line'] = 'unheard';
  #sinceMs: number | null = null;
  #cancelTimer: Cancel = () => {};
  #cancelEcho: Cancel = () => {};

  constructor(parts: LinkWatchParts) {
    this.#parts = parts;
  }

  get line(): { readonly is: TillView['acquirer']['line']; readonly sinceMs: number | null } {
    return { is: this.#line, sinceMs: this.#sinceMs };
  }

  start(): void {
    this.#rest();
  }

  stop(): void {
    this.#cancelTimer();
    this.#cancelEcho();
  }

  /** Every word of the acquirer counts, and every silence that it was asked into. */
  heard(event: AcquirerEvent): void {
    if (event.type === 'acquirer.answered' || event.type === 'acquirer.answeredLate') this.#know('up');
    else if (event.type === 'acquirer.unanswered' && (event.cause === 'timeout' || event.cause === 'lost'))
      this.#know('down');
    else if (event.type === 'acquirer.lost' && UNREACHABLE.includes(event.fault.cause)) this.#know('down');
  }

  /** One echo now. What it says counts; one that could not be tried says nothing. */
  echo(told: (layer: LayerFacts) => void): Cancel {
    return this.#parts.echo((layer) => {
      if (layer.verdict !== 'skipped') this.#know(layer.verdict === 'ok' ? 'up' : 'down');
      told(layer);
    });
  }

  #know(line: 'up' | 'down'): void {
    this.#rest();
    if (this.#line === line) return;
    this.#line = line;
    this.#sinceMs = this.#parts.nowMs();
    this.#parts.changed();
  }

  #rest(): void {
    const { clock, echoAfterMs } = this.#parts;
    this.#cancelTimer();
    if (echoAfterMs === null) return;
    this.#cancelTimer = clock.after(echoAfterMs, () => {
      this.#cancelEcho = this.echo((layer) => {
        if (layer.verdict === 'skipped') this.#rest();
      });
    });
  }
}
