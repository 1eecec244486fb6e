/** The runner on a line that has no room: whoever waits for a prompt, a program most of all, sees it in the end. */
import { expect, it } from 'vitest';
import { connectLineTerminal } from '../../../drivers/console/line-terminal.ts';
import type { BytePipeEvents } from '../../../drivers/link/link.ts';
import { MaintenanceRunner } from '../../../firmware/effects/technician/runner.ts';
import type { Dialogue } from '../../../firmware/maintenance/dialogue.ts';
import { manualClock } from '../../drivers/link/manual-clock.ts';

/** What waits for a slow line at the most (drivers/console/paced-output.ts). */
const LIMIT_BYTES = 64 * 1024;
const LINE_BYTES = 80;
const PROMPT = 'tillproof> ';

/** Says as much as leaves `left` bytes of room, then asks. */
function* fills(left: number, answers: string[]): Dialogue {
  yield { do: 'set', loggedIn: false, paged: false };
  const bytes = LIMIT_BYTES - left;
  const whole = Math.floor(bytes / LINE_BYTES) - 1;
  const lines = Array.from({ length: whole }, () => 'x'.repeat(LINE_BYTES - 2));
  const rest = bytes - whole * LINE_BYTES;
  yield { do: 'say', lines: [...lines, 'x'.repeat(rest / 2 - 2), 'x'.repeat(rest - rest / 2 - 2)] };
  const answer = yield { do: 'ask', prompt: PROMPT, kind: 'line', longest: 20, fresh: false };
  if (answer.is === 'line') answers.push(answer.text);
}

it.each([0, 4, PROMPT.length - 1, PROMPT.length])('a page that leaves room for %i bytes', (left) => {
  const clock = manualClock();
  const line: { host?: BytePipeEvents } = {};
  const answers: string[] = [];
  let shown = '';
  let begun = 0;
  const runner = new MaintenanceRunner({
    clock,
    begin: () => (begun++ === 0 ? fills(left + (left % 2), answers) : fills(LIMIT_BYTES - 400, answers)),
    failed: (error) => {
      throw error;
    },
  });
  const terminal = connectLineTerminal(
    (address, host) => {
      line.host = host;
      const write = (bytes: Uint8Array) => {
        shown += Buffer.from(bytes).toString('latin1');
        return 'accepted' as const;
      };
      return { address, queuedBytes: 0, write, close() {} };
    },
    'serial:/dev/pos/maintenance?baud=115200',
    clock,
    (event) => runner.hear(event),
  );
  line.host?.opened();
  // Held, so that nothing leaves while the page is said.
  line.host?.bytes(Buffer.from('\x13'));
  runner.plug(terminal);
  line.host?.bytes(Buffer.from('\x11'));
  for (let slice = 0; slice < 400; slice += 1) clock.advance(20);
  expect(shown.endsWith(PROMPT)).toBe(true);
  line.host?.bytes(Buffer.from('status\r'));
  expect(answers).toEqual(['status']);
});
