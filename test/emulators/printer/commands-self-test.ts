/** GS ( A, "execute test print" (APG): the printer prints a page of its own, cuts it off and resets itself as ESC @ does. */
import type { Command, Machine } from './command.ts';
import { code, counted, digit, GS, notAtLineStart } from './command.ts';

/** What is printed: 1 hexadecimal dump, 2 status sheet, 3 rolling pattern. Only the sheet is modelled. */
const STATUS_SHEET = 2;

function testPrint(body: readonly number[], machine: Machine): string | undefined {
  const [n, m] = body;
  if (body.length !== 2 || digit(n, 2) === null) return `parameter ${n} out of range`;
  if (digit(m, 3) !== STATUS_SHEET) return 'only the status sheet is modelled';
  if (!machine.line.isEmpty) return notAtLineStart;
  const { maker, model, firmware, serial, chinese, bufferBytes } = machine.settings;
  const sheet = [
    '*** SELF TEST ***',
    `${maker} ${model}`,
    `FIRMWARE ${firmware}`,
    `S/N ${serial}`,
    `BUFFER ${bufferBytes} BYTES`,
    `CHINESE ${chinese === 'font' ? 'GB18030' : 'NONE'}`,
    '*** COMPLETED ***',
  ];
  for (const line of sheet) {
    for (const character of line) machine.line.put(character, 'a', false, machine.modes);
    machine.printLine(null, false);
  }
  machine.add([
    { kind: 'feed', dots: machine.settings.cutterGapDots, by: 'command' },
    { kind: 'cut', end: 'full-cut', backFeedDots: 0, atDots: null },
  ]);
  machine.initialize();
  return undefined;
}

export const selfTestCommands: readonly Command[] = [counted('GS ( A', [GS, code('('), code('A')], testPrint)];
