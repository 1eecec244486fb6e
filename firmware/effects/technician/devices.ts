/** What the technician's commands do with paper, counter and devices: lent first, given back however the command ends. */
import type { PrinterEvent } from '../../../drivers/printer/printer.ts';
import type { SlipNumber } from '../../../storage/facts.ts';
import type { DeviceName } from '../../machines/device-link.ts';
import type { RunningTerminal } from '../../machines/start-terminal.ts';
import type { DeviceDesk, Report, TradeDesk } from '../../maintenance/desk.ts';
import { addressOf, type DeviceLines, type DeviceTold, type SecondPrinterTold } from '../device-openers.ts';
import type { Ports } from '../ports.ts';
import { DeviceTrial } from './device-trial.ts';
import { MaintenanceLending } from './lending.ts';

/** The terminal as the technician's desk sees it. */
export type LendingTerminal = Omit<RunningTerminal, 'start' | 'stop'>;

interface Slip {
  readonly slip: SlipNumber;
  readonly job: string;
  readonly who: string;
  /** It is in the printer on trial, and ends with the trial. */
  readonly onTrial: boolean;
}

export interface DeviceDeskParts {
  readonly ports: Ports;
  readonly lines: DeviceLines;
  readonly terminal: LendingTerminal;
  readonly tell: (report: Report) => void;
  readonly trace: (device: string | null) => void;
  /** Another device than the known one stands in this place. */
  readonly isStranger: (device: DeviceName) => boolean;
}

export class MaintenanceDevices {
  readonly #parts: DeviceDeskParts;
  readonly #lending: MaintenanceLending;
  readonly #trial: DeviceTrial;
  #slip: Slip | null = null;
  #paperWanted = false;
  #armed = false;

  constructor(parts: DeviceDeskParts) {
    this.#parts = parts;
    this.#lending = new MaintenanceLending(parts.lines, parts.terminal, parts.tell, parts.ports);
    this.#trial = new DeviceTrial({
      lines: parts.lines,
      tell: parts.tell,
      hear: (event) => this.#hearTrial(event),
    });
  }

  get trade(): TradeDesk {
    const { terminal, ports } = this.#parts;
    return {
      isIdle: () => terminal.snapshot().matches('idle'),
      isQuiet: () => terminal.snapshot().matches('idle') && terminal.paperIsResting() && terminal.moneyIsResting(),
      takeCounter: (technician, what) => {
        if (!terminal.snapshot().matches('idle')) return false;
        terminal.send({ type: 'flow.opened', opened: { name: 'service', input: { technician, what } } });
        return this.#hasCounter();
      },
      lendPrinter: () => {
        if (ports.printer() === null || !terminal.paperIsResting()) return false;
        terminal.sendToPaper({ type: 'paper.lent' });
        this.#paperWanted = terminal.paperIsLent();
        return this.#paperWanted;
      },
      giveBack: () => this.#giveBack(),
    };
  }

  get devices(): DeviceDesk {
    const { terminal, ports, lines, trace } = this.#parts;
    const lending = this.#lending;
    return {
      status: () => terminal.printerStatus(),
      print: (who, what, slipLines) => this.#print(who, what, slipLines),
      reopen: (device) => lending.reopen(device),
      recover: () => ports.printer()?.recover(),
      pulseDrawer: (who) => {
        this.#append({ type: 'drawer.requested', txn: null, body: {} }, who);
        if (ports.drawerPrinter()?.pulseDrawer() === 'accepted') return 'accepted';
        this.#append({ type: 'drawer.pulsed', txn: null, body: { executed: 'refused' } }, who);
        return 'refused';
      },
      armReader: () => this.#arm(),
      beginTrial: (device) => this.#beginTrial(device),
      endTrial: () => this.#endTrial(),
      accept: (device, who) => {
        const name = lending.named(device);
        if (name !== null) terminal.sendToDevice(name, { type: 'device.confirmed', by: who });
      },
      showPattern: (device, pattern) => lending.showPattern(device, pattern),
      lend: (device) => lending.lend(device),
      openRaw: (device) => lending.openRaw(device),
      sendRaw: (bytes) => lending.sendRaw(bytes),
      addressOf: (device) => addressOf(lines.file, device as DeviceName),
      trace,
    };
  }

  /** Whatever the devices tell, before the machines hear it. */
  hear(event: DeviceTold): void {
    if (isPrinters(event)) this.#hearPrinter(event.type === 'printer2.told' ? event.event : event);
    else if (this.#hasCounter()) this.#hearCounter(event);
  }

  counterReturned(): void {
    this.#disarm();
    this.#parts.tell({ is: 'counter-returned' });
  }

  #hasCounter(): boolean {
    return this.#parts.terminal.snapshot().context.conversation?.name === 'service';
  }

  #print(who: string, what: string, lines: Parameters<DeviceDesk['print']>[2]): number | 'refused' {
    const { ports, terminal } = this.#parts;
    const onTrial = this.#trial.isOn;
    const printer = onTrial ? this.#trial.printer : ports.printer();
    if (printer === null || this.#slip !== null || !(onTrial || terminal.paperIsLent())) return 'refused';
    const slip = ports.journal.counters().nextSlip;
    const job = `maintenance slip ${slip}`;
    this.#append({ type: 'maintenance.slipStarted', txn: null, body: { slip, what } }, who);
    if (printer.print({ job, slip, lines }) === 'accepted') {
      this.#slip = { slip, job, who, onTrial };
      return slip;
    }
    this.#append(ended(slip, 'not-printed', 'the printer took none of it'), who);
    return 'refused';
  }

  #hearCounter(event: DeviceTold): void {
    const { tell } = this.#parts;
    switch (event.type) {
      case 'keypad.pressed':
        tell({ is: 'key', name: event.key });
        break;
      case 'scanner.scanned':
        tell({ is: 'code', code: event.code, symbology: event.symbology });
        break;
      case 'reader.cardPresented': {
        // Shown masked, wiped at once: nothing of it is kept (promise 5).
        const { maskedPan, entryMode, serviceCode, clear, encrypted } = event.card;
        clear?.wipe();
        this.#armed = false;
        tell({
          is: 'card',
          ...{ maskedPan, entryMode, serviceCode },
          encrypted: encrypted !== null,
          tracks: event.tracks ?? null,
        });
        break;
      }
      case 'reader.cardUnreadable':
        tell({ is: 'unreadable', tracks: event.tracks, advice: event.advice });
        break;
      default:
    }
  }

  #hearPrinter(event: PrinterEvent): void {
    const { tell, ports } = this.#parts;
    if (event.type === 'printer.drawerPulsed') tell({ is: 'drawer', executed: event.executed });
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
        tell({ is: 'slip', slip: slip.slip, how: 'held', detail: event.cause });
        break;
      case 'printer.jobResumable':
        (slip.onTrial ? this.#trial.printer : ports.printer())?.resume(slip.job);
        tell({ is: 'slip', slip: slip.slip, how: 'resumed', detail: '' });
    }
  }

  #slipEnded(slip: Slip, outcome: 'printed' | 'not-printed' | 'unknown', detail: string): void {
    this.#slip = null;
    this.#append(ended(slip.slip, outcome, detail), slip.who);
    this.#parts.tell({ is: 'slip', slip: slip.slip, how: outcome, detail });
    if (!this.#paperWanted) this.#givePaperBack();
  }

  #arm(): boolean {
    const onTrial = this.#trial.reader;
    if (onTrial !== null) {
      onTrial.arm();
      return true;
    }
    const reader = this.#parts.ports.reader();
    if (reader === null || !this.#hasCounter()) return false;
    reader.arm();
    this.#armed = true;
    return true;
  }

  #beginTrial(device: string): boolean {
    const name = this.#lending.named(device);
    if (name === null || !this.#parts.isStranger(name) || !this.#lending.lendStranger(name)) return false;
    this.#trial.begin(name);
    return true;
  }

  #endTrial(): void {
    this.#trial.end();
    // Nobody can hear any more what becomes of it.
    if (this.#slip?.onTrial === true) this.#slipEnded(this.#slip, 'unknown', 'the trial ended before the slip did');
    this.#lending.giveBack();
  }

  #hearTrial(event: DeviceTold): void {
    if (isPrinters(event)) this.#hearPrinter(event.type === 'printer2.told' ? event.event : event);
    else this.#hearCounter(event);
  }

  #giveBack(): void {
    this.#parts.trace(null);
    this.#endTrial();
    this.#disarm();
    if (this.#hasCounter()) this.#parts.terminal.send({ type: 'service.ended' });
    this.#paperWanted = false;
    this.#givePaperBack();
  }

  /** Only what was armed here: a sale may have armed the reader since. */
  #disarm(): void {
    if (this.#armed) this.#parts.ports.reader()?.disarm();
    this.#armed = false;
  }

  /** A slip of ours that is still in the printer comes out first: the till must not print into it. */
  #givePaperBack(): void {
    const { terminal } = this.#parts;
    if (this.#slip === null && terminal.paperIsLent()) terminal.sendToPaper({ type: 'paper.givenBack' });
  }

  #append(draft: Parameters<Ports['journal']['append']>[0][number], who: string): void {
    const { journal, stamp } = this.#parts.ports;
    journal.append([draft], { ...stamp(), operator: who });
  }
}

/** Of either printer: a job's name tells it apart from any other. */
function isPrinters(event: DeviceTold): event is PrinterEvent | SecondPrinterTold {
  return event.type.startsWith('printer.') || event.type === 'printer2.told';
}

function ended(slip: SlipNumber, outcome: 'printed' | 'not-printed' | 'unknown', detail: string) {
  return { type: 'maintenance.slipEnded', txn: null, body: { slip, outcome, detail } } as const;
}
