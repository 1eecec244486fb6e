/**
 * Runs a dialogue of `../maintenance/` on the technician's line: writes what it says page by page, asks what it asks, waits for what it waits for, and
 * ends it when the line is lost or nobody has typed for too long. One step at a time, however events come in.
 */
import type { LineEvent } from '../../../drivers/console/line-step.ts';
import type { LineTerminal, TerminalEvent } from '../../../drivers/console/line-terminal.ts';
import type { Cancel, Clock } from '../../../drivers/link/link.ts';
import type { Report } from '../../maintenance/desk.ts';
import type { Answer, Dialogue, Step } from '../../maintenance/dialogue.ts';
import { wrap } from '../../maintenance/tongue.ts';

/** A dumb terminal (facts/maintenance): 80×24, of which one line is the question. */
const COLUMNS = 80;
const PAGE_LINES = 22;
/** Nobody typed for so long: logged out. */
export const IDLE_MS = 300_000;
/** Reports that a dialogue has not asked for yet; the oldest go first. */
const MOST_REPORTS = 256;
const MORE = '-- 更多 more: Enter, q -- ';

type Frame = Dialogue<unknown>;

export interface RunnerParts {
  readonly clock: Clock;
  /** The dialogue of one session. */
  readonly begin: (whyOver: () => string) => Dialogue;
  /** A dialogue threw: the process must end and recover. */
  readonly failed: (error: unknown) => void;
}

export class MaintenanceRunner {
  readonly #parts: RunnerParts;
  readonly #inbox: (() => void)[] = [];
  #running = false;
  #terminal: LineTerminal | null = null;
  /** The session, and above it the command that it runs. */
  #frames: Frame[] = [];
  #waiting: Step | null = null;
  /** Lines that a dialogue has said and the line has not taken. */
  #lines: string[] = [];
  #onPage = 0;
  #paged = true;
  #atPageEnd = false;
  /** The question under way has not been put yet. */
  #unasked = false;
  #reports: Report[] = [];
  #why = '';
  #loggedIn = false;
  #cancelWait: Cancel | null = null;
  #cancelIdle: Cancel | null = null;

  constructor(parts: RunnerParts) {
    this.#parts = parts;
  }

  get isRunning(): boolean {
    return this.#frames.length > 0;
  }

  /** A terminal was plugged in: a session begins. */
  plug(terminal: LineTerminal): void {
    this.#do(() => {
      this.#end('replaced');
      this.#terminal = terminal;
      this.#begin();
    });
  }

  hear(event: TerminalEvent): void {
    if (event.type === 'terminal.opened') return;
    this.#do(() => {
      if (event.type === 'terminal.lost') {
        this.#end('hang-up');
        this.#terminal = null;
      } else if (event.type === 'terminal.drained') this.#flushLines();
      else this.#heard(event.event);
    });
  }

  /** Something that a command may wait for. Dropped while none runs. */
  report(report: Report): void {
    if (this.#frames.length < 2) return;
    this.#do(() => {
      if (this.#frames.length < 2) return;
      this.#reports.push(report);
      if (this.#reports.length > MOST_REPORTS) this.#reports.shift();
      this.#serveReports();
    });
  }

  /** Ends the session; the line stays open and nobody is greeted. */
  stop(why: string): void {
    this.#do(() => {
      this.#end(why);
      this.#terminal = null;
    });
  }

  /** Never in the middle of another step: what a step causes comes after it. */
  #do(step: () => void): void {
    this.#inbox.push(step);
    if (this.#running) return;
    this.#running = true;
    try {
      for (let next = this.#inbox.shift(); next !== undefined; next = this.#inbox.shift()) next();
    } catch (error) {
      this.#inbox.length = 0;
      this.#parts.failed(error);
    } finally {
      this.#running = false;
    }
  }

  #begin(): void {
    this.#why = '';
    this.#paged = true;
    this.#loggedIn = false;
    this.#frames = [this.#parts.begin(() => this.#why)];
    this.#advance({ is: 'done' });
  }

  #end(why: string): void {
    this.#why = why;
    this.#cancelWait?.();
    this.#cancelIdle?.();
    this.#cancelWait = null;
    this.#cancelIdle = null;
    this.#waiting = null;
    this.#lines = [];
    this.#reports = [];
    this.#atPageEnd = false;
    // The command gives back what it took before the session writes its last entry.
    for (let frame = this.#frames.pop(); frame !== undefined; frame = this.#frames.pop()) close(frame);
  }

  #idle(): void {
    this.#do(() => {
      // A command that works for him without a key: nobody can type while a file passes.
      if (this.#waiting?.do === 'wait' && !this.#waiting.key) return this.#restartIdle();
      this.#terminal?.dropOutput();
      this.#end('idle');
      this.#terminal?.write('\n\n超时退出 Logged out: nobody typed.\n');
      if (this.#terminal !== null) this.#begin();
    });
  }

  #heard(event: LineEvent): void {
    this.#restartIdle();
    if (event.type === 'held' || event.type === 'released') return;
    if (event.type === 'interrupted') this.#interrupt();
    else if (this.#atPageEnd) this.#turnPage(event);
    else this.#answered(event);
  }

  #answered(event: LineEvent): void {
    const step = this.#waiting;
    if (step === null) return;
    if (step.do === 'ask' && (event.type === 'line' || event.type === 'ended')) {
      this.#advance(event.type === 'line' ? { is: 'line', ...lineOf(event) } : { is: 'ended' });
    } else if (step.do === 'wait' && step.key && event.type !== 'line') {
      this.#advance(event.type === 'key' ? { is: 'key', text: event.text } : { is: 'ended' });
    }
  }

  /** Ctrl-C: the command ends where it stands, the session goes on. */
  #interrupt(): void {
    this.#lines = [];
    this.#onPage = 0;
    this.#atPageEnd = false;
    if (this.#frames.length > 1) {
      close(this.#frames.pop());
      this.#settled();
      this.#resume({ is: 'ran', outcome: null });
    } else if (this.#waiting?.do === 'ask') this.#advance({ is: 'interrupted' });
    else this.#flushLines();
  }

  #turnPage(event: LineEvent): void {
    this.#atPageEnd = false;
    this.#onPage = 0;
    this.#terminal?.write('\r\n');
    const stops = event.type === 'ended' || (event.type === 'key' && /^[qQ0]$/.test(event.text));
    if (stops) this.#interrupt();
    else this.#flushLines();
  }

  #advance(answer: Answer): void {
    this.#settled();
    this.#resume(answer);
  }

  #settled(): void {
    this.#cancelWait?.();
    this.#cancelWait = null;
    this.#waiting = null;
  }

  /** Goes on until a step has to wait for the line, the time or a report. */
  #resume(first: Answer): void {
    let answer: Answer | null = first;
    while (answer !== null) {
      const frame = this.#frames.at(-1);
      if (frame === undefined) return;
      const { done, value } = frame.next(answer);
      if (done === true) answer = this.#frameEnded(value);
      else answer = this.#take(value as Step);
    }
  }

  #frameEnded(value: unknown): Answer | null {
    this.#frames.pop();
    this.#reports = [];
    if (this.#frames.length > 0) return { is: 'ran', outcome: value as never };
    // A session that ended by itself: the next one on the same line.
    if (this.#terminal !== null) this.#inbox.push(() => this.#begin());
    return null;
  }

  /** @returns the answer, where there is one at once. */
  #take(step: Step): Answer | null {
    switch (step.do) {
      case 'say':
        this.#lines.push(...step.lines.flatMap((line) => line.split('\n')).flatMap((line) => wrap(line, COLUMNS)));
        this.#waiting = step;
        return this.#writeLines() ? { is: 'done' } : null;
      case 'set':
        this.#paged = step.paged;
        this.#loggedIn = step.loggedIn;
        this.#restartIdle();
        return { is: 'done' };
      case 'run':
        this.#reports = [];
        this.#frames.push(step.dialogue);
        return { is: 'done' };
      case 'ask':
        this.#waiting = step;
        this.#onPage = 0;
        this.#ask(step);
        return null;
      case 'wait':
        return this.#wait(step);
    }
  }

  /** What the line has no room for is asked when it is drained: who waits for the prompt, a program most of all, must see it. */
  #ask(step: Extract<Step, { do: 'ask' }>): void {
    this.#unasked = this.#terminal?.write(step.prompt) === false;
    if (this.#unasked) return;
    if (step.fresh) this.#terminal?.flush();
    this.#terminal?.ask({ kind: step.kind, longest: step.longest });
  }

  #wait(step: Extract<Step, { do: 'wait' }>): Answer | null {
    this.#waiting = step;
    this.#onPage = 0;
    const report = step.reports ? this.#reports.shift() : undefined;
    if (report !== undefined) return { is: 'report', report };
    if (step.forMs !== null) {
      this.#cancelWait = this.#parts.clock.after(step.forMs, () => this.#do(() => this.#timeIsUp(step)));
    }
    if (step.key) this.#terminal?.ask({ kind: 'key', longest: 1 });
    return null;
  }

  #timeIsUp(step: Step): void {
    if (this.#waiting === step) this.#advance({ is: 'time' });
  }

  #serveReports(): void {
    const step = this.#waiting;
    if (step?.do !== 'wait' || !step.reports) return;
    const report = this.#reports.shift();
    if (report !== undefined) this.#advance({ is: 'report', report });
  }

  #flushLines(): void {
    if (this.#waiting?.do === 'ask' && this.#unasked) this.#ask(this.#waiting);
    if (this.#waiting?.do !== 'say' || this.#atPageEnd) return;
    if (this.#writeLines()) this.#advance({ is: 'done' });
  }

  /** True when all of it has been taken. */
  #writeLines(): boolean {
    for (let line = this.#lines[0]; line !== undefined; line = this.#lines[0]) {
      if (this.#paged && this.#onPage >= PAGE_LINES) {
        this.#atPageEnd = true;
        this.#terminal?.write(MORE);
        this.#terminal?.ask({ kind: 'key', longest: 1 });
        return false;
      }
      if (this.#terminal?.write(`${line}\n`) === false) return false;
      this.#lines.shift();
      this.#onPage += 1;
    }
    return true;
  }

  #restartIdle(): void {
    this.#cancelIdle?.();
    this.#cancelIdle = this.#loggedIn ? this.#parts.clock.after(IDLE_MS, () => this.#idle()) : null;
  }
}

function lineOf({ text, noise, overlong }: Extract<LineEvent, { type: 'line' }>) {
  return { text, noise, overlong };
}

/** Ends a dialogue where it stands: its `finally` runs, and may not ask for anything any more. */
function close(frame: Frame | undefined): void {
  const end = frame?.return(undefined);
  if (end !== undefined && end.done !== true) throw new Error('a dialogue asked for something after its end');
}
