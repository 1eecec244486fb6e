/** The technician at the maintenance port while the till sells: logs in, looks, tests, backs up, changes a key, restarts the program, and sometimes just pulls the cable. */
import type { TechnicianAct } from './acts.ts';
import type { Cashier } from './cashier.ts';
import type { Chance } from './chance.ts';
import type { Laptop } from './laptop.ts';
import type { World } from './world.ts';

type Task = TechnicianAct['tasks'][number];

const TASKS: readonly Task[] = [
  ...(['status', 'logs', 'printer test', 'backup now', 'configure', 'drawer open', 'export bundle'] as const),
  ...(['reader test', 'restart', 'receipts owed', 'journal verify', 'network test'] as const),
];
const ANSWER_MS = 30_000;
const LOOK_MS = 200;
const PROMPT = /tillproof(?:\/\d+)?[>#] $/;
/** The answer is not a prompt. */
const NEVER = /(?!)/;
const KEY = 'acquirer.timeoutSeconds';

export function drawTechnician(chance: Chance): Omit<TechnicianAct, 'attention'> {
  return {
    do: 'technician',
    wrongPins: chance.pick([0, 0, 0, 1, 3]),
    tasks: Array.from({ length: chance.whole(1, 3) }, () => chance.pick(TASKS)),
    seconds: chance.pick([5, 10, 20, 60]),
    leaves: chance.weighted({ 'logs-out': 60, 'pulls-cable': 25, 'walks-away': 15 }),
  };
}

export async function playTechnician(world: World, _: Cashier, act: TechnicianAct): Promise<void> {
  const { laptop } = world;
  if (laptop === null || !world.powered) return;
  laptop.plug(true);
  // Whatever the one before has left there.
  await say(world, laptop, '\x03', PROMPT);
  await say(world, laptop, '\r', PROMPT);
  for (let time = 0; time < act.wrongPins; time += 1) await logIn(world, laptop, '0007');
  if (await logIn(world, laptop, '5555')) for (const task of act.tasks) await work(world, laptop, task, act.seconds);
  if (act.leaves === 'logs-out') await say(world, laptop, 'logout\r', PROMPT);
  if (act.leaves === 'pulls-cable') {
    laptop.plug(false);
    world.pass(1_000);
  }
  await laptop.rest();
}

async function logIn(world: World, laptop: Laptop, pin: string): Promise<boolean> {
  if (!(await say(world, laptop, 'login 5\r', /PIN: $/))) return false;
  await say(world, laptop, `${pin}\r`, PROMPT);
  if (laptop.shown.split('\n')[0]?.includes(pin)) world.broken.push('secrets: a PIN is shown as it is typed');
  if (!laptop.shown.includes('Logged in as 5')) return false;
  return say(world, laptop, 'batch\r', PROMPT);
}

async function work(world: World, laptop: Laptop, task: Task, seconds: number): Promise<void> {
  switch (task) {
    case 'configure':
      if (!(await say(world, laptop, `configuration set ${KEY} ${seconds}\r`, /YES[^\n]*: $/))) return;
      if (!(await say(world, laptop, 'YES\r', PROMPT)) || /×|failed/.test(laptop.shown)) return;
      if (
        (await say(world, laptop, `configuration show ${KEY}\r`, PROMPT)) &&
        !laptop.shown.includes(`${KEY} = ${seconds}`)
      )
        world.broken.push(`port: ${KEY} was set to ${seconds}, shown is ${laptop.shown.slice(0, 200)}`);
      break;
    case 'restart':
      await say(world, laptop, 'restart\r', /RESTART[^\n]*: $/);
      await say(world, laptop, 'RESTART\r', NEVER, 2_000);
      break;
    case 'reader test':
      // Lent from the trade until a key is pressed.
      await say(world, laptop, 'reader test\r', NEVER, 3_000);
      await say(world, laptop, '\x03', PROMPT);
      break;
    default:
      if (!(await say(world, laptop, `${task}\r`, PROMPT))) await say(world, laptop, '\x03', PROMPT);
  }
}

/** Types it and waits until that is shown. @returns whether it was; the power may go meanwhile, or the program end */
async function say(world: World, laptop: Laptop, text: string, shows: RegExp, ms = ANSWER_MS): Promise<boolean> {
  laptop.type(text);
  const limitMs = world.time.nowMs() + ms;
  while (world.powered && world.broken.length === 0 && laptop.ended === null && world.time.nowMs() < limitMs) {
    world.pass(LOOK_MS);
    await laptop.rest();
    if (shows.test(laptop.shown)) return true;
  }
  return false;
}
