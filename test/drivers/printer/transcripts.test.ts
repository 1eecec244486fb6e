/** The golden transcripts, as what the driver must send and understand. */
import { describe, expect, it } from 'vitest';
import type { PrinterEvent, PrintLine } from '../../../drivers/printer/printer.ts';
import { readTranscript, type TranscriptCase } from '../../wire/transcript.ts';
import { mutePeer, Rig } from './rig.ts';

const file = (name: string) => readTranscript(new URL(`../../wire/printer/${name}.wire`, import.meta.url));
const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

/** Plays the device's side; whatever the host says in between must be what is written down, byte by byte. */
class Player {
  readonly rig = new Rig(mutePeer());
  #read = 0;

  play({ steps }: TranscriptCase): this {
    for (const step of steps) {
      if (step.from === 'device') this.rig.feed(hexOf(step.bytes));
      else this.#expect(hexOf(step.bytes));
    }
    return this;
  }

  #expect(hex: string): void {
    for (let passedMs = 0; passedMs < 20_000 && this.#unread().length < hex.length; passedMs += 50) this.rig.pass(50);
    expect(this.#unread().slice(0, hex.length)).toBe(hex);
    this.#read += hex.length;
  }

  #unread(): string {
    return this.rig.writtenHex.slice(this.#read);
  }

  /** Nothing that is not written down has been said. */
  get silent(): boolean {
    return this.#unread() === '';
  }
}

const identification = file('identification');
const jobs = file('jobs');
const [running] = identification;

function ready(): Player {
  if (running === undefined) throw new Error('no identification');
  const player = new Player();
  player.rig.open();
  return player.play(running);
}

describe('identification', () => {
  it.each(identification.map((one) => [one.name, one] as const))('%s', (name, transcript) => {
    const player = new Player();
    player.rig.open();
    player.play(transcript);
    const { identity, status } = player.rig.until('printer.identified');
    expect({ grade: identity.grade, model: identity.model, paper: status.paper, online: status.online }).toEqual(
      WHO[name],
    );
  });
});

const WHO: Readonly<Record<string, object>> = {
  'a TM-T20II that runs': { grade: 'A', model: 'TM-T20II', paper: 'ok', online: true },
  'a printer out of paper is asked in real time only': { grade: 'C', model: null, paper: 'end', online: false },
  'out of paper, and the near-end sensor says so too': { grade: 'C', model: null, paper: 'end', online: false },
  'an XP-S260M: ordered answers, IDs, no ASB, no names': { grade: 'A', model: null, paper: 'ok', online: true },
};

const PRINTED = ['segmentProven 1/2', 'segmentProven 2/2', 'jobPrinted'];
const TOLD: Readonly<Record<string, readonly string[]>> = {
  'a slip of one line': PRINTED,
  'XOFF inside the answers': PRINTED,
  'the newest ID implies the earlier one': PRINTED,
  'a line longer than the buffer': PRINTED,
  'the paper ends, a new roll comes': ['jobHeld paper-end 0 2/2', 'jobResumable', ...PRINTED],
  // The one line of this slip may have been printed before the printer stopped.
  'given up': ['jobHeld paper-end 0 2/2', 'jobUnknown'],
  'a clone refuses the ID for want of paper': ['jobNotPrinted refused-no-paper'],
  'the drawer': ['drawerPulsed true'],
};

function brief(event: PrinterEvent): string {
  const name = event.type.replace('printer.', '');
  switch (event.type) {
    case 'printer.segmentProven':
      return `${name} ${event.segment}/${event.segments}`;
    case 'printer.jobHeld':
      return `${name} ${event.cause} ${event.proven} ${event.handedOver}/${event.segments}`;
    case 'printer.jobNotPrinted':
      return `${name} ${event.proof}`;
    case 'printer.drawerPulsed':
      return `${name} ${event.executed}`;
    default:
      return name;
  }
}

/** Four questions, four answers: whether it can be reached at all. */
const STEPS_OF_A_ROUND = 8;
const LONG = '0123456789'.repeat(5).slice(0, 48);
const TEXT: Readonly<Record<string, string>> = { 'a line longer than the buffer': LONG };

describe('jobs', () => {
  it.each(jobs.map((one) => [one.name, one] as const))('%s', (name, transcript) => {
    const player = ready();
    const { rig } = player;
    const lines: readonly PrintLine[] = [{ kind: 'text', text: TEXT[name] ?? 'TOTAL 1.00' }];
    if (name === 'the drawer') rig.input({ type: 'pulseDrawer' });
    else rig.print({ job: 'j', slip: 1, lines });
    const clearsAt = transcript.steps.findIndex(({ bytes }) => hexOf(bytes).startsWith('101408'));
    const givesUpAt = clearsAt - STEPS_OF_A_ROUND;
    if (clearsAt > 0) {
      player.play({ name, steps: transcript.steps.slice(0, givesUpAt) });
      rig.input({ type: 'abandon', job: 'j' });
      player.play({ name, steps: transcript.steps.slice(givesUpAt) });
    } else player.play(transcript);
    expect(player.silent || name.startsWith('a clone')).toBe(true);
    const told = rig.events.slice(2).filter(({ type }) => type !== 'printer.statusChanged');
    expect(told.map(brief)).toEqual(TOLD[name]);
  });
});
