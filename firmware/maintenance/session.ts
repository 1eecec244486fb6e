/**
 * One session on the maintenance port: greet, ask, run, until the technician logs out, hangs up, or says nothing for too long. Pure: what it wants
 * of the line it yields, what it wants of the terminal it asks of the desk.
 */
import type { Call, Command, Disturbance } from './command.ts';
import type { Desk } from './desk.ts';
import { ask, askSecret, type Dialogue, pause, say } from './dialogue.ts';
import { groupPage, helpPage, mainPage } from './menu.ts';
import { failed, GIVEN_UP, type Outcome } from './outcome.ts';
import { COMMANDS, GROUPS } from './table.ts';
import { speak, type Tongue } from './tongue.ts';
import { understand } from './understand.ts';

/** A PIN that is worth a try: noise is none (facts/maintenance "What survives a real line"). */
const PIN = /^\d{4,12}$/;
const OPERATOR = /^[1-9]\d{0,2}$/;
/** How long a command waits for the till before it asks whether to go on waiting. */
const TRADE_PATIENCE_MS = 60_000;
const LOOK_EVERY_MS = 500;

/** Who is at the terminal, and how it wants to be spoken to. */
interface Seat {
  who: string | null;
  tongue: Tongue;
  place: string | null;
  /** For programs: no pages, a fixed prompt. */
  batch: boolean;
  over: boolean;
}

/**
 * @param whyOver why the session was ended from outside, once it was: for the journal
 */
export function* session(desk: Desk, whyOver: () => string): Dialogue {
  const seat: Seat = { who: null, tongue: 'both', place: null, batch: false, over: false };
  try {
    yield* greet(desk, seat);
    while (!seat.over) yield* turn(desk, seat);
  } finally {
    if (seat.who !== null) desk.record.loggedOut(seat.who, whyOver());
  }
}

function* greet(desk: Desk, seat: Seat): Dialogue {
  const { merchant, tid, mode, version } = desk.about;
  const marks = { simulated: ' 演示 DEMO', training: ' 培训 TRAINING', live: '' } as const;
  yield* say(
    '',
    `Tillproof ${version}  ${merchant}  TID ${tid}${marks[mode]}`,
    speak(seat.tongue, { zh: '维护口。', en: 'Maintenance port.' }),
  );
  yield* say(...mainPage(seat.tongue, false));
}

function* turn(desk: Desk, seat: Seat): Dialogue {
  const answer = yield { do: 'ask', prompt: promptOf(seat), kind: 'line', longest: 200, fresh: false };
  if (answer.is === 'ended') {
    if (seat.who === null) yield* say('');
    else yield* logOut(desk, seat);
    return;
  }
  if (answer.is !== 'line') return;
  if (answer.overlong || answer.noise > 0) {
    yield* say(
      speak(seat.tongue, {
        zh: '线路上有干扰,该行未执行。',
        en: `${answer.overlong ? 'Line too long' : `${answer.noise} bytes of noise`}; nothing was done.`,
      }),
    );
    return;
  }
  yield* obey(desk, seat, answer.text);
}

function promptOf({ who, place, batch }: Seat): string {
  if (batch) return 'tillproof> ';
  return `${who === null ? '' : `${who}@`}tillproof${place === null ? '' : `/${place}`}${who === null ? '>' : '#'} `;
}

/** What every session knows, whatever the table says. */
function* obey(desk: Desk, seat: Seat, line: string): Dialogue {
  const [word = '', rest = ''] = line.trim().split(/\s+/);
  switch (word.toLowerCase()) {
    case 'login':
      return yield* logIn(desk, seat, rest);
    case 'emergency':
      return yield* breakGlass(desk, seat);
    case 'logout':
    case 'exit':
    case 'quit':
      return yield* logOut(desk, seat);
    case 'lang':
      if (rest === 'zh' || rest === 'en' || rest === 'both') seat.tongue = rest;
      return yield* say(`lang ${seat.tongue}`);
    case 'batch':
      seat.batch = rest !== 'off';
      return yield* settle(seat);
    default:
      return yield* choose(desk, seat, line);
  }
}

function* settle(seat: Seat): Dialogue {
  yield { do: 'set', loggedIn: seat.who !== null, paged: !seat.batch };
}

function* choose(desk: Desk, seat: Seat, line: string): Dialogue {
  const understood = understand(line, seat.place, COMMANDS, GROUPS);
  const { tongue } = seat;
  switch (understood.is) {
    case 'nothing':
      return yield* say(...(seat.place === null ? [] : groupPage(tongue, seat.place)));
    case 'back':
    case 'main':
      seat.place = null;
      return yield* say(...mainPage(tongue, seat.who !== null));
    case 'help':
      return yield* say(...(seat.place === null ? mainPage(tongue, seat.who !== null) : groupPage(tongue, seat.place)));
    case 'help-on':
      return yield* say(...helpPage(tongue, understood.command));
    case 'group':
      seat.place = understood.number;
      return yield* say(...groupPage(tongue, understood.number));
    case 'unknown':
      return yield* say(
        speak(tongue, { zh: '不认识;?=帮助。', en: 'Not known; ? for help.' }),
        ...understood.near.slice(0, 8).map(({ path, name }) => `  ${path} ${name}`),
      );
    case 'command':
      return yield* perform(desk, seat, understood.command, understood.given);
  }
}

function* logIn(desk: Desk, seat: Seat, typed: string): Dialogue {
  const { tongue } = seat;
  if (seat.who !== null) yield* logOut(desk, seat);
  const operator = typed === '' ? yield* ask(`${speak(tongue, { zh: '工号', en: 'Number' })}: `) : typed;
  if (operator === null || !OPERATOR.test(operator))
    return yield* say(speak(tongue, { zh: '工号是 1 到 999。', en: 'A number is 1 to 999.' }));
  const pin = yield* askSecret(`${speak(tongue, { zh: '密码', en: 'PIN' })}: `, PIN);
  if (pin === null)
    return yield* say(speak(tongue, { zh: '这不是密码(不计次)。', en: 'That is no PIN; it was not counted.' }));
  const verdict = desk.people.login(operator, pin);
  if (!verdict.allowed) return yield* say(speak(tongue, verdict.why), speak(tongue, verdict.remedy));
  yield* welcome(desk, seat, verdict.operator, 'pin');
}

/** When nobody's PIN is known: the service centre answers a challenge (storage/keys/break-glass.ts). */
function* breakGlass(desk: Desk, seat: Seat): Dialogue {
  const { tongue } = seat;
  if (seat.who !== null) yield* logOut(desk, seat);
  const asked = desk.people.challenge();
  if (!asked.allowed) return yield* say(speak(tongue, asked.why), speak(tongue, asked.remedy));
  yield* say(
    speak(tongue, { zh: `终端 ${desk.about.tid} 挑战码`, en: `terminal ${desk.about.tid}, challenge` }),
    `  ${asked.challenge}`,
    speak(tongue, { zh: '打电话给服务中心,输入应答码。', en: 'Call the service centre and type its answer.' }),
  );
  const response = yield* askSecret(`${speak(tongue, { zh: '应答', en: 'Response' })}: `, /^\d{8}$/);
  if (response === null)
    return yield* say(
      speak(tongue, { zh: '应答是八位数字(不计次)。', en: 'An answer has eight digits; it was not counted.' }),
    );
  const verdict = desk.people.answer(response);
  if (!verdict.allowed) return yield* say(speak(tongue, verdict.why), speak(tongue, verdict.remedy));
  yield* welcome(desk, seat, verdict.operator, 'challenge');
}

function* welcome(desk: Desk, seat: Seat, who: string, by: 'pin' | 'challenge'): Dialogue {
  seat.who = who;
  desk.record.loggedIn(who, by);
  yield* settle(seat);
  yield* say(
    speak(seat.tongue, { zh: `${who} 号已登录。`, en: `Logged in as ${who}.` }),
    ...mainPage(seat.tongue, true),
  );
}

function* logOut(desk: Desk, seat: Seat): Dialogue {
  const { who } = seat;
  if (who === null) return;
  seat.who = null;
  seat.place = null;
  desk.record.loggedOut(who, 'logout');
  yield* settle(seat);
  yield* say(speak(seat.tongue, { zh: '已退出。', en: 'Logged out.' }));
}

/** Everything that stands between a command and its run: role, arguments, the typed word, the trade; then the run and its end in the journal. */
function* perform(desk: Desk, seat: Seat, command: Command, typed: Readonly<Record<string, string>>): Dialogue {
  const { tongue } = seat;
  if (command.role === 'technician' && seat.who === null)
    return yield* say(speak(tongue, { zh: '请先登录:login', en: 'Log in first: login' }));
  const answer = yield { do: 'run', dialogue: guarded(desk, seat, command, typed) };
  desk.trade.giveBack();
  const outcome: Outcome = answer.is === 'ran' && answer.outcome !== null ? answer.outcome : GIVEN_UP;
  yield* say(resultLine(tongue, command, outcome));
}

function* guarded(
  desk: Desk,
  seat: Seat,
  command: Command,
  typed: Readonly<Record<string, string>>,
): Dialogue<Outcome> {
  const { tongue } = seat;
  const given = yield* completed(tongue, command, typed);
  if (given === null) return GIVEN_UP;
  if (command.typedWord !== null && !(yield* wordTyped(tongue, command.typedWord))) return GIVEN_UP;
  if (!(yield* tradeAllows(desk, seat, command))) return GIVEN_UP;
  const { who } = seat;
  if (who === null) return yield* ran(desk, command, { who: '-', tongue, given });
  desk.record.commanded(who, command.name, openly(command, given));
  let outcome: Outcome = GIVEN_UP;
  try {
    outcome = yield* ran(desk, command, { who, tongue, given });
    return outcome;
  } finally {
    desk.trade.giveBack();
    desk.record.ended(who, command.name, outcome);
  }
}

/**
 * A file that cannot be read or written fails the command, never the till: a configuration that belongs to root, a full disk, a stick that was
 * pulled. The journal's own exceptions name no system call: they end the process, as everywhere.
 */
function* ran(desk: Desk, command: Command, call: Call): Dialogue<Outcome> {
  try {
    return yield* command.run(desk, call);
  } catch (error) {
    if (!(error instanceof Error) || !('syscall' in error)) throw error;
    return failed('文件写不进或读不出:', `the disk does not play along: ${error.message}`);
  }
}

function openly({ args }: Command, given: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const secret = new Set(args.filter((arg) => arg.secret === true).map(({ name }) => name));
  return Object.fromEntries(Object.entries(given).filter(([name]) => !secret.has(name)));
}

/** Asks for what was not typed. Null: given up. */
function* completed(
  tongue: Tongue,
  { args }: Command,
  typed: Readonly<Record<string, string>>,
): Dialogue<Readonly<Record<string, string>> | null> {
  const given: Record<string, string> = { ...typed };
  for (const { name, words, optional = false } of args) {
    if (given[name] !== undefined || optional) continue;
    const answer = yield* ask(`${speak(tongue, words)}: `);
    if (answer === null) return null;
    given[name] = answer;
  }
  return given;
}

function* wordTyped(tongue: Tongue, word: string): Dialogue<boolean> {
  const prompt = speak(tongue, { zh: `此操作有后果,请输入 ${word} 确认`, en: `This has consequences: type ${word}` });
  return (yield* ask(`${prompt}: `, { fresh: true })) === word;
}

/** Waits for the till, or takes what it lends. */
function* tradeAllows(desk: Desk, { tongue, who }: Seat, command: Command): Dialogue<boolean> {
  const take = takerOf(desk, command.disturbs, who ?? '-', command);
  if (take()) return true;
  yield* say(
    speak(tongue, { zh: '收银正在进行,等待中(按键=放弃)…', en: 'The till is busy; waiting (any key gives up) …' }),
  );
  for (let waitedMs = 0; waitedMs < TRADE_PATIENCE_MS; waitedMs += LOOK_EVERY_MS) {
    if (yield* pause(LOOK_EVERY_MS)) return false;
    if (take()) return true;
  }
  yield* say(speak(tongue, { zh: '收银仍在进行。', en: 'The till is still busy.' }));
  return false;
}

function takerOf(desk: Desk, disturbs: Disturbance, who: string, { words }: Command): () => boolean {
  switch (disturbs) {
    case 'nothing':
      return () => true;
    case 'paper':
      return () => desk.trade.lendPrinter();
    case 'counter':
      return () => desk.trade.takeCounter(who, words);
    case 'terminal':
      return () => desk.trade.isQuiet();
  }
}

/** For people and for programs: `expect` waits for it. */
function resultLine(tongue: Tongue, { name }: Command, outcome: Outcome): string {
  if (outcome.is === 'ok') return `[ok] ${name}`;
  if (outcome.is === 'given-up') return `[given up] ${name}`;
  return `[failed] ${name}: ${speak(tongue, outcome)}`;
}
