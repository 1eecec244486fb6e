/** Status, identity, process IDs, drawer, sensors and switches (facts/printer.md §1.3–1.6, §1.9). */

import type { Command, Machine } from './command.ts';
import { code, counted, digit, ESC, fixed, GS, mode } from './command.ts';
import type { ProcessId } from './mechanism.ts';
import { drawerStatus, paperStatus } from './status.ts';

const outOfRange = (n: number | undefined): string => `parameter ${n} out of range`;
const ascii = (text: string): number[] => [...text].map(code);

/** Grades A and B answer in order; C knows only DLE EOT, D is not heard at all. */
const answersInOrder = (machine: Machine): boolean => machine.settings.grade === 'A' || machine.settings.grade === 'B';

function byteAnswer(machine: Machine, byte: number): void {
  if (answersInOrder(machine)) machine.answer('byte', [byte]);
}

/** GS r: executed in its turn, so the line before it is on the paper. */
function transmitStatus(n: number | undefined, machine: Machine): string | undefined {
  const which = digit(n, 2);
  const oldBoard = machine.settings.clone === 'old-board';
  const c = machine.condition();
  if (which === 1) byteAnswer(machine, oldBoard && c.paperEnd ? 0x0f : paperStatus(c));
  else if (which === 2) byteAnswer(machine, oldBoard ? 0x08 : drawerStatus(c));
  else return outOfRange(n);
  return undefined;
}

function transmitId(n: number | undefined, machine: Machine): string | undefined {
  const { maker, model, firmware, serial } = machine.settings;
  const texts = new Map([
    [65, firmware],
    [66, maker],
    [67, model],
    [68, serial],
  ]);
  // TM-T20II: model 63, type: two-byte font and cutter, ROM version.
  const bytes = [0x63, 0x03, 0x26];
  const which = n !== undefined && n >= 49 && n <= 51 ? n - 48 : (n ?? 0);
  const text = texts.get(which);
  const byte = bytes[which - 1];
  if (byte !== undefined) byteAnswer(machine, byte);
  else if (text !== undefined) {
    if (answersInOrder(machine)) machine.answer('block', [0x5f, ...ascii(text), 0]);
  } else if (which === 33 || which === 96) {
    if (answersInOrder(machine)) machine.answer('block', [0x3d, which, ...ascii('02'), 0]);
  } else return outOfRange(n);
  return undefined;
}

/** GS ( H. Grades without it swallow the command without a word, as real ones do. */
function requestResponse(body: readonly number[], machine: Machine): string | undefined {
  const [fn, m, ...data] = body;
  if (m !== 48 || (fn !== 48 && fn !== 49)) return 'unknown function';
  if (fn === 49) {
    const mode = digit(data[0], 2);
    if (data.length !== 1 || mode === null) return outOfRange(data[0]);
    machine.modes.offlineResponse = machine.settings.grade === 'A' ? (mode as 0 | 1 | 2) : 0;
    return undefined;
  }
  if (data.length !== 4) return 'a process ID has four bytes';
  const anyByte = machine.settings.clone === 'caysn';
  if (!anyByte && data.some((d) => d < 32 || d > 126)) return 'process ID outside 20–7E';
  if (machine.settings.grade === 'A') machine.processId(data as unknown as ProcessId);
  return undefined;
}

function realTimeSwitch(body: readonly number[], machine: Machine): string | undefined {
  const [fn, ...pairs] = body;
  if (fn !== 0x14 || pairs.length === 0 || pairs.length % 2 !== 0) return 'unknown function';
  for (let i = 0; i < pairs.length; i += 2) {
    const a = pairs[i];
    const b = digit(pairs[i + 1], 1);
    if ((a !== 1 && a !== 2) || b === null) return outOfRange(a);
    if (b === 0) machine.realTimeDisabled.add(a);
    else machine.realTimeDisabled.delete(a);
  }
  return undefined;
}

function drawer([m, t1 = 0, t2 = 0]: readonly number[], machine: Machine): string | undefined {
  const pin = digit(m, 1);
  if (pin === null) return outOfRange(m);
  machine.drawerPulse(pin === 0 ? 2 : 5, t1 * 2, t2 * 2);
  return undefined;
}

export const deviceCommands: readonly Command[] = [
  fixed('ESC @', [ESC, code('@')], 0, (_, machine) => void machine.initialize()),
  fixed('ESC = n', [ESC, code('=')], 1, ([n = 0], machine) => void machine.select((n & 1) === 1)),
  // "Paper-end signal, parallel only" (T88 p.29).
  fixed('ESC c 3 n', [ESC, code('c'), code('3')], 1, () => undefined),
  mode('ESC c 4 n', [ESC, code('c'), code('4')], 1, (n) => ({ stopAtNearEnd: (n & 3) !== 0 })),
  mode('ESC c 5 n', [ESC, code('c'), code('5')], 1, (n) => ({ buttonsOff: (n & 1) === 1 })),
  fixed('ESC p m t1 t2', [ESC, code('p')], 3, drawer),
  fixed('ESC u n', [ESC, code('u')], 1, ([n], machine) => {
    if (digit(n, 0) === null) return outOfRange(n);
    return void byteAnswer(machine, drawerStatus(machine.condition()));
  }),
  fixed('ESC v', [ESC, code('v')], 0, (_, machine) => void byteAnswer(machine, paperStatus(machine.condition()))),
  fixed('GS a n', [GS, code('a')], 1, ([n = 0], machine) => {
    if (answersInOrder(machine)) machine.setAsb(n);
    return undefined;
  }),
  fixed('GS r n', [GS, code('r')], 1, ([n], machine) => transmitStatus(n, machine)),
  fixed('GS I n', [GS, code('I')], 1, ([n], machine) => transmitId(n, machine)),
  counted('GS ( D', [GS, code('('), code('D')], realTimeSwitch),
  counted('GS ( H', [GS, code('('), code('H')], requestResponse),
];
