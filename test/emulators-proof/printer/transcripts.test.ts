/**
 * The golden transcripts as the emulator's examination: the host's side is played, and the emulated printer must say what is written down. The
 * driver is examined with the same files (test/drivers/printer), so the two cannot drift apart unseen.
 */
import { describe, expect, it } from 'vitest';
import type { Settings } from '../../emulators/printer/settings.ts';
import { printerVerbs } from '../../emulators/printer/verbs.ts';
import { readTranscript, type TranscriptCase } from '../../wire/transcript.ts';
import { Rig } from './rig.ts';

interface Scene {
  readonly settings: Partial<Settings>;
  /** Hands at work before the first step, and once the device has been silent at a step where it should speak. */
  readonly before?: (rig: Rig) => void;
  readonly onSilence?: (rig: Rig) => void;
}

const T20II: Partial<Settings> = { firmware: '1.05 ESC/POS', serial: 'L3PF000001', nearEndSensor: false };
const hand =
  (verb: string, args: Record<string, unknown> = {}) =>
  (rig: Rig) =>
    void printerVerbs(rig.printer)[verb]?.(args);
const endsAfterOneLine: Scene = {
  settings: { lineMs: 10, nearEndSensor: false },
  before: hand('paper-end', { afterLines: 1 }),
  onSilence: hand('new-roll'),
};

const SCENES: Readonly<Record<string, Scene>> = {
  'a TM-T20II that runs': { settings: T20II },
  'a printer out of paper is asked in real time only': { settings: T20II, before: hand('paper-end') },
  'out of paper, and the near-end sensor says so too': { settings: {}, before: hand('paper-end') },
  'a slip of one line': { settings: {} },
  'a line longer than the buffer': { settings: { bufferBytes: 45 } },
  'the paper ends, a new roll comes': endsAfterOneLine,
  'given up': endsAfterOneLine,
  'the drawer': { settings: {} },
};

/**
 * What no setting of the emulator makes: printers with IDs but without ASB, flow control inside a frame at a given byte, and answers that
 * overtake each other although nothing else was under way.
 */
const OF_OTHER_MACHINES: readonly string[] = [
  'an XP-S260M: ordered answers, IDs, no ASB, no names',
  'a clone refuses the ID for want of paper',
  'XOFF inside the answers',
  'the newest ID implies the earlier one',
];

/** The frames of a cover that is opened to change the roll are left out in the transcripts. */
function meaning(hex: string): string {
  return hex.replace(/3c .. .. 0f /g, '');
}

function play(transcript: TranscriptCase, { settings, before, onSilence }: Scene): void {
  const rig = new Rig(settings);
  before?.(rig);
  rig.answers();
  let said = '';
  let expected = '';
  for (const [at, { from, bytes }] of transcript.steps.entries()) {
    if (from === 'host') {
      rig.printer.receive(bytes);
      continue;
    }
    expected = `${expected} ${Buffer.from(bytes).toString('hex').replace(/../g, '$& ').trim()}`.trim();
    if (transcript.steps[at + 1]?.from === 'device') continue;
    for (let waitedMs = 0; waitedMs < 400 && meaning(said) !== meaning(expected); waitedMs += 10) {
      rig.clock.advance(10);
      said = `${said} ${rig.answers()}`.trim();
      if (waitedMs === 200) onSilence?.(rig);
    }
    expect(meaning(said)).toBe(meaning(expected));
  }
  expect(rig.named('unknown-bytes')).toEqual([]);
}

describe.each(['identification', 'jobs'])('%s', (name) => {
  const cases = readTranscript(new URL(`../../wire/printer/${name}.wire`, import.meta.url));

  it.each(cases.filter((one) => !OF_OTHER_MACHINES.includes(one.name)).map((one) => [one.name, one] as const))(
    '%s',
    (title, one) => {
      const scene = SCENES[title];
      if (scene === undefined)
        throw new Error('no scene: say what kind of printer this is, or that the emulator makes no such one');
      play(one, scene);
    },
  );
});
