/**
 * A practised outage of the paper: between the firmware and a printer's session, the printer is made to say that its paper has ended. Nothing of it
 * reaches the printer, which keeps its paper and prints the slip whole when the practice is over (requirement H6). Only a training terminal opens its
 * printer through this (firmware/till.ts); without it there is no way to make a printer say what it does not.
 */
import type { Clock } from '../link/link.ts';
import type { PrinterEvent, PrinterSession, PrinterStatus, PrintJob } from './printer.ts';

/** `in-slip`: it ends in the middle of the next one. */
export type PracticeOutage = 'none' | 'out' | 'in-slip';

type Hear = (event: PrinterEvent) => void;

/** As a slip that stopped after its first segment. */
const STOPPED = { cause: 'paper-end', proven: 0, handedOver: 1, segments: 2 } as const;

export class PracticePrinter {
  readonly #clock: Clock;
  #outage: PracticeOutage = 'none';
  #status: PrinterStatus | null = null;
  #session: PrinterSession | null = null;
  #tell: Hear = () => undefined;
  /** The slip that has "stopped": no byte of it has left. */
  #stopped: PrintJob | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get outage(): PracticeOutage {
    return this.#outage;
  }

  /** From now on; the slip that stopped can be resumed once there is paper. */
  practise(outage: PracticeOutage): void {
    this.#outage = outage;
    // As from a device: never in the middle of what the firmware does.
    this.#clock.after(0, () => {
      if (this.#status !== null) this.#tell({ type: 'printer.statusChanged', status: this.#practised(this.#status) });
      if (this.#stopped !== null && this.#outage === 'none')
        this.#tell({ type: 'printer.jobResumable', job: this.#stopped.job });
    });
  }

  /** Opens a printer through the practice; it behaves as any session. */
  open(connect: (hear: Hear) => PrinterSession, tell: Hear): PrinterSession {
    this.#tell = tell;
    this.#status = null;
    this.#stopped = null;
    const session = connect((event) => this.#hear(event, tell));
    this.#session = session;
    return {
      print: (job) => this.#print(session, job),
      resume: (job) => this.#resume(session, job),
      settle: (job) => session.settle(job),
      abandon: (job) => {
        if (this.#stopped?.job === job) this.#end(job);
        else session.abandon(job);
      },
      recover: () => session.recover(),
      pulseDrawer: () => session.pulseDrawer(),
      test: (tried) => session.test(tried),
      close: () => {
        if (this.#session === session) this.#tell = () => undefined;
        session.close();
      },
    };
  }

  #hear(event: PrinterEvent, tell: Hear): void {
    if (event.type === 'printer.identified' || event.type === 'printer.statusChanged') {
      this.#status = event.status;
      tell({ ...event, status: this.#practised(event.status) });
      return;
    }
    if (event.type === 'printer.lost' && this.#stopped !== null) this.#end(this.#stopped.job);
    tell(event);
  }

  #practised(status: PrinterStatus): PrinterStatus {
    return this.#outage === 'out' ? { ...status, online: false, paper: 'end' } : status;
  }

  #print(session: PrinterSession, job: PrintJob): 'accepted' | 'refused' {
    if (this.#outage === 'none') return session.print(job);
    if (this.#outage === 'out' || this.#stopped !== null) return 'refused';
    this.#stopped = job;
    this.practise('out');
    this.#clock.after(0, () => {
      if (this.#stopped === job) this.#tell({ type: 'printer.jobHeld', job: job.job, ...STOPPED });
    });
    return 'accepted';
  }

  #resume(session: PrinterSession, job: string): void {
    const stopped = this.#stopped;
    if (stopped === null || stopped.job !== job) {
      session.resume(job);
      return;
    }
    if (session.print(stopped) === 'refused') this.#end(job);
    else this.#stopped = null;
  }

  /** Its end never comes, and nobody has to look for it in the printer. */
  #end(job: string): void {
    this.#stopped = null;
    this.#tell({ type: 'printer.jobNotPrinted', job, proof: 'never-sent', proven: 0 });
  }
}
