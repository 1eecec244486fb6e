/**
 * The print mechanism: one line, one stripe of an image, one feed or one cut after another, each taking its time. What
 * stops it, where it stops and how it goes on is facts/printer.md §1.7.
 */

import type { Clock } from '../clock.ts';
import { lineDots } from './settings.ts';
import type { Graphic, Tape, TextLine } from './tape.ts';

/** Process IDs (GS ( H fn 48) that are answered when the step they hang on is done. */
export type ProcessId = readonly [number, number, number, number];

export type Step =
  | { readonly kind: 'line'; readonly line: TextLine; readonly ids: readonly ProcessId[] }
  | { readonly kind: 'stripe'; readonly graphic: Graphic; readonly fromRow: number; readonly toRow: number }
  | { readonly kind: 'feed'; readonly dots: number; readonly by: 'command' | 'button' }
  /** @property atDots where on the paper; null = where it is. */
  | { readonly kind: 'cut'; readonly end: CutEnd; readonly backFeedDots: number; readonly atDots: number | null }
  /** GS V 97/98: cuts `dots` below here once the paper has come so far. */
  | { readonly kind: 'reserve-cut'; readonly end: CutEnd; readonly dots: number };

export type CutEnd = 'full-cut' | 'partial-cut';

export interface MechanismOwner {
  /** False while the printer is offline for any reason. */
  mayRun(): boolean;
  /** Called before a line or stripe starts; it may stop the printer. */
  beforeInk(): void;
  /** A line or stripe has just started and `ms` later is half done. */
  inkStarted(halfMs: number): void;
  done(step: Step): void;
  /** @returns false if the knife is stuck. */
  cutterWorks(): boolean;
  idle(): void;
}

export class Mechanism {
  readonly #clock: Clock;
  readonly #lineMs: number;
  readonly #gapDots: number;
  readonly #tape: Tape;
  readonly #owner: MechanismOwner;
  #steps: Step[] = [];
  #current: Step | null = null;
  #reserved: { readonly end: CutEnd; readonly atDots: number }[] = [];
  #startedMs = 0;
  #timer: (() => void) | null = null;
  #running = false;

  constructor(clock: Clock, lineMs: number, gapDots: number, tape: Tape, owner: MechanismOwner) {
    this.#clock = clock;
    this.#lineMs = lineMs;
    this.#gapDots = gapDots;
    this.#tape = tape;
    this.#owner = owner;
  }

  /** Nothing to print, cut or feed. */
  get isIdle(): boolean {
    return this.#current === null && this.#steps.length === 0;
  }
  /** A line or stripe is under the head right now. */
  get isPrinting(): boolean {
    return this.#current !== null && isInk(this.#current);
  }

  add(steps: readonly Step[]): void {
    this.#steps.push(...steps);
    this.run();
  }

  /** Goes on with what is waiting, as far as the printer's condition allows. */
  run(): void {
    if (this.#running || this.#current !== null) return;
    this.#running = true;
    const hadWork = this.#steps.length > 0;
    while (this.#current === null && this.#steps.length > 0 && this.#owner.mayRun()) this.#start();
    this.#running = false;
    if (hadWork && this.isIdle) this.#owner.idle();
  }

  /** Stops in the middle of the line; it will be printed again from its beginning. @returns whether there was one. */
  interruptLine(): boolean {
    const step = this.#current;
    if (step === null || !isInk(step)) return false;
    this.#recordPart(step);
    this.#halt();
    this.#steps.unshift(step);
    return true;
  }

  /** Power is gone: what is under the head stays as it is, the rest is lost. */
  powerOff(): void {
    if (this.#current !== null && isInk(this.#current)) this.#recordPart(this.#current);
    this.#halt();
    this.#steps = [];
    this.#reserved = [];
  }

  /** Forgets what is waiting; a line under the head is finished. @returns the steps that were dropped. */
  clear(): Step[] {
    const dropped = this.#steps;
    this.#steps = [];
    return dropped;
  }

  #start(): void {
    const next = this.#steps[0] as Step;
    if (isInk(next)) {
      this.#owner.beforeInk();
      if (!this.#owner.mayRun()) return;
    }
    const step = this.#steps.shift() as Step;
    this.#current = step;
    this.#startedMs = this.#clock.nowMs();
    const durationMs = this.#durationMs(step);
    if (isInk(step)) this.#owner.inkStarted(durationMs / 2);
    if (this.#current !== step) return;
    if (durationMs === 0) this.#finish(step);
    else
      this.#timer = this.#clock.after(durationMs, () => {
        this.#timer = null;
        this.#finish(step);
        this.run();
        if (this.isIdle) this.#owner.idle();
      });
  }

  #finish(step: Step): void {
    this.#current = null;
    switch (step.kind) {
      case 'line':
        this.#tape.printLine(step.line, 1);
        break;
      case 'stripe':
        this.#tape.printRows(step.graphic, step.fromRow, step.toRow);
        break;
      case 'feed':
        this.#tape.feed(step.dots, step.by);
        break;
      case 'cut':
        if (!this.#owner.cutterWorks()) {
          this.#steps.unshift(step);
          return;
        }
        this.#tape.sever(step.end, step.atDots ?? this.#tape.positionDots - this.#gapDots);
        this.#tape.backFeed(step.backFeedDots);
        break;
      case 'reserve-cut':
        this.#reserved.push({ end: step.end, atDots: this.#tape.positionDots + step.dots });
    }
    this.#cutReserved();
    this.#owner.done(step);
  }

  #cutReserved(): void {
    const next = this.#reserved[0];
    if (next === undefined || next.atDots + this.#gapDots > this.#tape.positionDots) return;
    this.#reserved.shift();
    this.#steps.unshift({ kind: 'cut', backFeedDots: 0, ...next });
  }

  #durationMs(step: Step): number {
    return (this.#lineMs * (step.kind === 'cut' ? lineDots : heightDots(step))) / lineDots;
  }

  #recordPart(step: Step): void {
    const durationMs = this.#durationMs(step);
    const elapsed = this.#clock.nowMs() - this.#startedMs;
    const part = durationMs === 0 ? 0.5 : Math.min(0.95, elapsed / durationMs);
    if (step.kind === 'line') this.#tape.printLine(step.line, part);
    else if (step.kind === 'stripe') {
      const rows = Math.floor((step.toRow - step.fromRow) * part);
      if (rows > 0) this.#tape.printRows(step.graphic, step.fromRow, step.fromRow + rows);
    }
  }

  #halt(): void {
    this.#timer?.();
    this.#timer = null;
    this.#current = null;
  }
}

const isInk = (step: Step): boolean => step.kind === 'line' || step.kind === 'stripe';

/** How far the paper goes. */
export function heightDots(step: Step): number {
  switch (step.kind) {
    case 'line':
      return step.line.feedDots;
    case 'stripe':
      return step.toRow - step.fromRow;
    case 'feed':
      return step.dots;
    case 'cut':
    case 'reserve-cut':
      return 0;
  }
}

/** A long feed in steps of one line, so that paper can end within it. */
export function feedSteps(dots: number, by: 'command' | 'button' = 'command'): Step[] {
  const steps: Step[] = [];
  for (let left = dots; left > 0; left -= lineDots) steps.push({ kind: 'feed', dots: Math.min(left, lineDots), by });
  return steps;
}

/** The head prints an image in stripes of 24 rows. */
export function graphicSteps(graphic: Graphic): Step[] {
  const steps: Step[] = [];
  for (let row = 0; row < graphic.bitmap.heightDots; row += stripeRows) {
    steps.push({ kind: 'stripe', graphic, fromRow: row, toRow: Math.min(row + stripeRows, graphic.bitmap.heightDots) });
  }
  return steps;
}

export const stripeRows = 24;
