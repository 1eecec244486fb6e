/** What the technician's commands do with paper and devices: lent first, given back however the command ends. */
import type { PrinterEvent } from '../../drivers/printer/printer.ts';
import type { SlipNumber } from '../../storage/facts.ts';
import type { RunningTerminal } from '../machines/start-terminal.ts';
import type { DeviceDesk, Report, TradeDesk } from '../maintenance/desk.ts';
import type { DeviceTold } from './device-openers.ts';
import type { Ports } from './ports.ts';

/** The terminal as the technician's desk sees it. */
export type LendingTerminal = Pick<
  RunningTerminal,
  'send' | 'sendToPaper' | 'paperIsResting' | 'paperIsLent' | 'printerStatus' | 'snapshot'
>;

interface Slip {
  readonly slip: SlipNumber;
  readonly job: string;
  readonly who: string;
}

export class MaintenanceDevices {
  readonly #ports: Ports;
  readonly #terminal: LendingTerminal;
  readonly #tell: (report: Report) => void;
  #slip: Slip | null = null;
  #paperWanted = false;

  constructor(ports: Ports, terminal: LendingTerminal, tell: (report: Report) => void) {
    this.#ports = ports;
    this.#terminal = terminal;
    this.#tell = tell;
  }

  readonly trade: TradeDesk = {
    isIdle: () => this.#terminal.snapshot().matches('idle'),
    isQuiet: () => this.trade.isIdle() && this.#terminal.paperIsResting(),
    takeCounter: () => false,
    lendPrinter: () => {
      if (this.#ports.printer() === null || !this.#terminal.paperIsResting()) return false;
      this.#terminal.sendToPaper({ type: 'paper.lent' });
      this.#paperWanted = this.#terminal.paperIsLent();
      return this.#paperWanted;
    },
    giveBack: () => {
      this.#paperWanted = false;
      this.#givePaperBack();
    },
  };

  readonly devices: DeviceDesk = {
    status: () => this.#terminal.printerStatus(),
    print: (who, what, lines) => {
      const printer = this.#ports.printer();
      if (printer === null || this.#slip !== null || !this.#terminal.paperIsLent()) return 'refused';
      const slip = this.#ports.journal.counters().nextSlip;
      const job = `maintenance slip ${slip}`;
      this.#append({ type: 'maintenance.slipStarted', txn: null, body: { slip, what } }, who);
      if (printer.print({ job, slip, lines }) === 'accepted') {
        this.#slip = { slip, job, who };
        return 'accepted';
      }
      this.#append(ended(slip, 'not-printed', 'the printer took none of it'), who);
      return 'refused';
    },
  };

  /** Whatever the devices tell, before the machines hear it. */
  hear(event: DeviceTold): void {
    if (event.type.startsWith('printer.')) this.#hearPrinter(event as PrinterEvent);
  }

  #hearPrinter(event: PrinterEvent): void {
    const slip = this.#slip;
    if (slip === null || !('job' in event) || event.job !== slip.job) return;
    switch (event.type) {
      case 'printer.jobPrinted':
        this.#slipEnded(slip, 'printed', event.evidence.processId ?? '');
        break;
      case 'printer.jobNotPrinted':
        this.#slipEnded(slip, 'not-printed', event.proof);
        break;
      case 'printer.jobUnknown':
        this.#slipEnded(slip, 'unknown', event.cause);
        break;
      case 'printer.jobHeld':
        this.#tell({ is: 'slip', how: 'held', detail: event.cause });
        break;
      case 'printer.jobResumable':
        this.#ports.printer()?.resume(slip.job);
        this.#tell({ is: 'slip', how: 'resumed', detail: '' });
    }
  }

  #slipEnded(slip: Slip, outcome: 'printed' | 'not-printed' | 'unknown', detail: string): void {
    this.#slip = null;
    this.#append(ended(slip.slip, outcome, detail), slip.who);
    this.#tell({ is: 'slip', how: outcome, detail });
    if (!this.#paperWanted) this.#givePaperBack();
  }

  /** A slip of ours that is still in the printer comes out first: the till must not print into it. */
  #givePaperBack(): void {
    if (this.#slip === null && this.#terminal.paperIsLent()) this.#terminal.sendToPaper({ type: 'paper.givenBack' });
  }

  #append(draft: Parameters<Ports['journal']['append']>[0][number], who: string): void {
    this.#ports.journal.append([draft], { ...this.#ports.stamp(), operator: who });
  }
}

function ended(slip: SlipNumber, outcome: 'printed' | 'not-printed' | 'unknown', detail: string) {
  return { type: 'maintenance.slipEnded', txn: null, body: { slip, outcome, detail } } as const;
}
