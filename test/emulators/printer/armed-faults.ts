/** Faults that wait for their place: after so many bytes, or at a line. */

/** Where at the line it strikes: when it is done, in its middle, or before the head touches it. */
export type Where = 'after-line' | 'mid-line' | 'before-line';

interface Armed {
  readonly name: string;
  bytesLeft: number | null;
  linesLeft: number | null;
  readonly where: Where;
  readonly fire: () => void;
}

export class ArmedFaults {
  #armed: Armed[] = [];

  get names(): readonly string[] {
    return this.#armed.map((fault) => fault.name);
  }

  /** Strikes at once if neither bytes nor lines are given. */
  arm(
    name: string,
    args: { afterBytes: number | null; afterLines: number | null },
    where: Where,
    fire: () => void,
  ): void {
    const { afterBytes, afterLines } = args;
    const now = afterBytes === null && afterLines === null;
    if (now || afterBytes === 0 || (afterLines === 0 && where === 'after-line')) fire();
    else this.#armed.push({ name, bytesLeft: afterBytes, linesLeft: afterLines, where, fire });
  }

  disarm(): void {
    this.#armed = [];
  }

  /** A byte has arrived and has had its effect. */
  byteArrived(): void {
    if (this.#armed.length === 0) return;
    for (const fault of this.#armed) if (fault.bytesLeft !== null) fault.bytesLeft -= 1;
    this.#fire((fault) => fault.bytesLeft === 0);
  }

  lineDone(): void {
    if (this.#armed.length === 0) return;
    for (const fault of this.#armed) if (fault.linesLeft !== null) fault.linesLeft -= 1;
    this.#fire((fault) => fault.linesLeft === 0 && fault.where === 'after-line');
  }

  beforeLine(): void {
    this.#fire((fault) => fault.linesLeft === 0 && fault.where === 'before-line');
  }

  /** @returns whether something is to happen in the middle of this line. */
  get strikesMidLine(): boolean {
    return this.#armed.some((fault) => fault.linesLeft === 0 && fault.where === 'mid-line');
  }
  midLine(): void {
    this.#fire((fault) => fault.linesLeft === 0 && fault.where === 'mid-line');
  }

  #fire(which: (fault: Armed) => boolean): void {
    const due = this.#armed.filter(which);
    if (due.length === 0) return;
    this.#armed = this.#armed.filter((fault) => !due.includes(fault));
    for (const fault of due) fault.fire();
  }
}
