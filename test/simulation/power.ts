/**
 * The power of one life of the terminal. While it is on, the world may call into the firmware; when it goes, nothing of that life has an
 * effect any more: timers do not fire, writes and appends do not happen, whatever the code on the stack goes on to do.
 */
import type { Cancel, Clock } from '../../drivers/link/link.ts';
import type { VirtualTime } from './virtual-time.ts';

/** Where in the firmware's own doing the power goes. */
export type CutPoint =
  /** At the n-th append from now, before it is committed or right after. */
  | { readonly at: 'append'; readonly n: number; readonly committed: boolean }
  /** At the n-th write to any device from now, or to the one at that address, before its bytes leave or right after. */
  | { readonly at: 'write'; readonly n: number; readonly left: boolean; readonly to?: string };

/** Thrown through the firmware where the power goes; nobody in there may live on by catching it. */
export class PowerCut extends Error {
  override readonly name = 'PowerCut';
}

export class Power {
  #on = true;
  #plan: CutPoint | null = null;
  #appendsLeft = 0;
  #writesLeft = 0;
  readonly #bug: (error: unknown) => void;

  constructor(bug: (error: unknown) => void) {
    this.#bug = bug;
  }

  get on(): boolean {
    return this.#on;
  }

  off(): void {
    this.#on = false;
  }

  /** Null: the power stays. */
  planCut(plan: CutPoint | null): void {
    this.#plan = plan;
    this.#appendsLeft = plan?.n ?? 0;
    this.#writesLeft = plan?.n ?? 0;
  }

  /** Runs firmware. What it throws while the power is on is a bug of the firmware. */
  readonly enter = (run: () => void): void => {
    if (!this.#on) return;
    try {
      run();
    } catch (error) {
      if (this.#on) this.#bug(error);
    }
  };

  /** @throws PowerCut where the power goes; `append` stands or does not, as planned. */
  append<T>(append: () => T): T {
    if (!this.#on) throw new PowerCut('no power');
    const cut = this.#plan?.at === 'append' && --this.#appendsLeft === 0 ? this.#plan : null;
    if (cut?.committed === false) this.#cut();
    const result = append();
    if (cut !== null) this.#cut();
    return result;
  }

  /** @throws PowerCut where the power goes. */
  write(address: string, write: () => 'accepted' | 'refused'): 'accepted' | 'refused' {
    if (!this.#on) return 'refused';
    const plan = this.#plan?.at === 'write' && (this.#plan.to ?? address) === address ? this.#plan : null;
    const cut = plan !== null && --this.#writesLeft === 0 ? plan : null;
    if (cut?.left === false) this.#cut();
    const result = write();
    if (cut !== null) this.#cut();
    return result;
  }

  #cut(): never {
    this.#on = false;
    throw new PowerCut('the power went');
  }
}

/** The clock of one life: it starts anew with each, and its timers die with it. */
export function lifeClock(time: VirtualTime, power: Power, bootMs: number): Clock {
  const bornMs = time.nowMs() - bootMs;
  return {
    nowMs: () => time.nowMs() - bornMs,
    after(delayMs, run): Cancel {
      return time.after(delayMs, () => power.enter(run));
    },
  };
}
