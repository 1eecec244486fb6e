/**
 * Somebody types anything at the maintenance port: every command of the table, bent, cut, with operands of all kinds, keys and bytes between them. The real
 * session, desks and journal on virtual time answer; nothing may fall over, and who has not logged in may change nothing.
 */
import { COMMANDS } from '../../firmware/maintenance/table.ts';
import type { QuietTechnician } from '../firmware/maintenance/quiet-technician.ts';
import type { Chance } from '../simulation/chance.ts';

const OPERANDS = [
  '',
  ' 1',
  ' 0',
  ' -1',
  ' 99999999999999999999',
  ' ../../keys/device.key',
  ' printer',
  ' "',
  ' 空',
  ' %s',
];
const KEYS = ['\r', '\x03', '\x1b[A', '\x1b[Z', '\x7f', '\t', 'q\r', '\r\r', 'y\r', 'YES\r', '?\r'];

/** What the port shows after a chunk at the most, in characters: some pages. */
export const MOST_SHOWN = 60_000;

/** As much of what was shown is gathered before it is searched; the last of it once more with what follows, for what lies across. */
const SEARCHED_AT_ONCE = 500_000;
const LIES_ACROSS = 1_000;

/** One chunk: a command with something behind it, keys, or bytes. */
function chunk(chance: Chance): Buffer {
  const kind = chance.whole(0, 9);
  if (kind < 6) {
    const { name } = chance.pick(COMMANDS);
    const cut = chance.happens(0.2) ? name.slice(0, chance.whole(0, name.length)) : name;
    return Buffer.from(`${cut}${chance.pick(OPERANDS)}${chance.happens(0.9) ? '\r' : ''}`);
  }
  if (kind < 8) return Buffer.from(chance.pick(KEYS));
  return Buffer.from(Array.from({ length: chance.whole(1, 300) }, () => chance.whole(0, 255)));
}

/**
 * @param search is given all that was shown, in pieces that overlap
 * @throws Error with the chunk after which more was shown than fits, or the terminal fell over
 */
export async function typeAnything(
  technician: QuietTechnician,
  chance: Chance,
  chunks: number,
  search: (shown: string) => void,
): Promise<void> {
  const { world } = technician.counter;
  let pieces: string[] = [];
  let gathered = 0;
  for (let n = 0; n < chunks; n += 1) {
    const bytes = chunk(chance);
    technician.shown = '';
    technician.send(bytes);
    world.pass(chance.pick([20, 200, 2_000]));
    if (n % 8 === 0) await new Promise((resolve) => setImmediate(resolve));
    const { shown } = technician;
    pieces.push(shown);
    gathered += shown.length;
    const wrong = shown.length > MOST_SHOWN ? `${shown.length} characters were shown` : world.broken[0];
    if (wrong !== undefined) throw new Error(`${wrong}; after chunk ${n}: ${bytes.toString('hex')}`);
    if (gathered < SEARCHED_AT_ONCE && n + 1 < chunks) continue;
    const text = pieces.join('');
    search(text);
    pieces = [text.slice(-LIES_ACROSS)];
    gathered = 0;
  }
}
