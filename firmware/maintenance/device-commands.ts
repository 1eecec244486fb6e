/** Menu 2: each device, tried through the driver that the till itself uses. */
import type { PrintLine } from '../../drivers/printer/printer.ts';
import type { Call, Command } from './command.ts';
import type { Desk } from './desk.ts';
import { type Dialogue, say, until } from './dialogue.ts';
import { failed, GIVEN_UP, OK, type Outcome } from './outcome.ts';
import { testSlip } from './test-slip.ts';
import { speak, type Tongue } from './tongue.ts';

const SLIP_PATIENCE_MS = 60_000;

export const DEVICE_COMMANDS: readonly Command[] = [
  {
    path: '2.1',
    name: 'printer test',
    words: { zh: '打印测试页', en: 'print a test slip' },
    role: 'technician',
    args: [],
    disturbs: 'paper',
    typedWord: null,
    run: printTest,
  },
];

function* printTest(desk: Desk, { who, tongue }: Call): Dialogue<Outcome> {
  return yield* printAndTell(desk, who, 'test', testSlip(desk.about, who, desk.time(desk.nowMs())), tongue);
}

/** "Printed" is the printer's ordered answer, here as everywhere (promise 3). */
export function* printAndTell(
  desk: Desk,
  who: string,
  what: string,
  lines: readonly PrintLine[],
  tongue: Tongue,
): Dialogue<Outcome> {
  if (desk.devices.print(who, what, lines) === 'refused')
    return failed('打印机现在不能打印', 'the printer takes nothing now: see printer status');
  yield* say(speak(tongue, { zh: '打印中…', en: 'Printing …' }));
  for (;;) {
    const report = yield* until(SLIP_PATIENCE_MS, (one) => (one.is === 'slip' ? one : null));
    if (report === null) return GIVEN_UP;
    if (report.how === 'printed') return OK;
    if (report.how === 'not-printed') return failed(`没有印出:${report.detail}`, `not printed: ${report.detail}`);
    if (report.how === 'unknown') return failed('不知是否印出', `nobody knows whether it came out: ${report.detail}`);
    yield* say(
      report.how === 'held'
        ? speak(tongue, {
            zh: `打印机停住:${report.detail};排除后自动继续`,
            en: `held: ${report.detail}; mend it and it goes on`,
          })
        : speak(tongue, { zh: '继续打印', en: 'goes on' }),
    );
  }
}
