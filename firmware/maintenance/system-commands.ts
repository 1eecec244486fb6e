/** Menu 9: logs, what wears out, the clock, and the end of this life of the terminal. */

import { MINUTE_MS } from '../rules/calendar.ts';
import type { Call, Command } from './command.ts';
import { argument, optional, rows } from './command-rows.ts';
import { backedUp } from './copy-commands.ts';
import { type Desk, LOG_MODULES, type LogLine } from './desk.ts';
import { ask, type Dialogue, pause, say } from './dialogue.ts';
import { aside } from './journal-commands.ts';
import { approved } from './money-commands.ts';
import { failed, GIVEN_UP, OK, type Outcome } from './outcome.ts';
import { debts, span } from './status-commands.ts';
import { fact, heading, pad, speak } from './tongue.ts';
import { USAGE_LIMITS } from './usage-limits.ts';

const DEFAULT_LINES = 20;
const FOLLOW_EVERY_MS = 500;
/** A jump beyond it is asked about: it is more often a slip of the finger than a clock that stood. */
const LARGE_JUMP_MS = 10 * MINUTE_MS;

const WHICH = optional('which', '级别、模块', 'levels, modules');

export const SYSTEM_COMMANDS: readonly Command[] = rows(
  {
    path: '9.1',
    name: 'logs',
    zh: '日志',
    en: 'log lines',
    args: [WHICH],
    run: logs,
  },
  { path: '9.2', name: 'logs follow', zh: '跟踪日志(按键结束)', en: 'as they come', args: [WHICH], run: follow },
  { path: '9.3', name: 'counters', zh: '计数与保养', en: 'wear and reminders', run: counters },
  {
    path: '9.4',
    name: 'counters done',
    zh: '保养完成',
    en: 'tick one off',
    args: [argument('counter', '计数器', 'counter')],
    run: done,
  },
  { path: '9.5', name: 'clock show', zh: '时钟', en: 'clock and its quality', run: clock },
  {
    path: '9.6',
    name: 'clock set',
    zh: '校准时钟',
    en: 'set the clock',
    args: [argument('time', '本地时间 2026-11-21 13:45:00', 'local time, 2026-11-21 13:45:00')],
    run: setClock,
  },
  {
    path: '9.7',
    name: 'restart',
    zh: '重启程序',
    en: 'restart the program',
    disturbs: 'terminal',
    typedWord: 'RESTART',
    run: restart,
  },
  {
    path: '9.8',
    name: 'shutdown',
    zh: '关机',
    en: 'shut down',
    disturbs: 'terminal',
    typedWord: 'SHUTDOWN',
    run: shutdown,
  },
  {
    path: '9.10',
    name: 'reboot',
    zh: '重启机器',
    en: 'reboot the machine',
    disturbs: 'terminal',
    typedWord: 'REBOOT',
    run: reboot,
  },
  {
    path: '9.9',
    name: 'factory reset',
    zh: '恢复出厂',
    en: 'factory reset',
    disturbs: 'terminal',
    typedWord: 'ERASE',
    run: reset,
  },
);

type Wanted = (line: LogLine) => boolean;

/** `warn`, `printer`, `warn printer`: a level, modules, or both, in any order. Null: a word that is neither. */
function wantedLines(typed: string): Wanted | null {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const modules = words.filter((word) => LOG_MODULES.some((module) => module === word));
  const levels = words.filter((word) => word === 'info' || word === 'warn');
  if (modules.length + levels.length < words.length) return null;
  const wantsAll = !levels.includes('warn') || levels.includes('info');
  return ({ level, module }) => (wantsAll || level === 'warn') && (modules.length === 0 || modules.includes(module));
}

const NO_SUCH_LOG = failed(
  `级别 info warn,模块 ${LOG_MODULES.join(' ')}`,
  `levels are info warn, modules ${LOG_MODULES.join(' ')}`,
);

function* logs(desk: Desk, { given }: Call): Dialogue<Outcome> {
  const wanted = wantedLines(given['which'] ?? '');
  if (wanted === null) return NO_SUCH_LOG;
  yield* say(
    ...desk.system
      .logs()
      .filter(wanted)
      .slice(-DEFAULT_LINES)
      .map((line) => logLine(desk, line)),
  );
  return OK;
}

const logLine = (desk: Desk, { atMs, level, module, text }: LogLine): string =>
  `${desk.time(atMs)} ${pad(level, 4)} ${pad(module, 8)} ${text}`;

function* follow(desk: Desk, { tongue, given }: Call): Dialogue<Outcome> {
  const wanted = wantedLines(given['which'] ?? '');
  if (wanted === null) return NO_SUCH_LOG;
  yield* say(speak(tongue, { zh: '(按键结束)', en: '(any key ends)' }));
  for (let seen = desk.system.logs().at(-1)?.no ?? 0; ; ) {
    const fresh = desk.system.logs().filter(({ no }) => no > seen);
    seen = fresh.at(-1)?.no ?? seen;
    const shown = fresh.filter(wanted);
    if (shown.length > 0) yield* say(...shown.map((line) => logLine(desk, line)));
    if (yield* pause(FOLLOW_EVERY_MS)) return OK;
  }
}

function* counters(desk: Desk, { tongue }: Call): Dialogue<Outcome> {
  const result = yield* aside(desk, { do: 'counts' }, 'counts');
  if ('is' in result) return result;
  yield* say(heading(tongue, { zh: '计数与保养', en: 'Wear' }));
  for (const { counter, total, sinceService, servicedAtMs } of result.usage) {
    const limit = USAGE_LIMITS[counter];
    const due = limit !== undefined && sinceService >= limit.every;
    yield* say(
      `  ${pad(counter, 9)} ${pad(String(total), 8)} ${pad(`+${sinceService}`, 8)} ${servicedAtMs === null ? '-' : desk.time(servicedAtMs)}  ${limit === undefined ? '' : `/${limit.every} ${due ? '! ' : ''}${speak(tongue, limit.what)}`}`,
    );
  }
  const { memoryBytes, freeBytes } = desk.system.facts();
  yield* say(
    fact(tongue, { zh: '内存', en: 'memory' }, `${Math.round(memoryBytes / 1_048_576)} MiB`),
    fact(tongue, { zh: '磁盘空余', en: 'disk free' }, `${Math.round(freeBytes / 1_048_576)} MiB`),
  );
  return OK;
}

function* done(desk: Desk, { who, given }: Call): Dialogue<Outcome> {
  const counter = given['counter'] ?? '';
  if (!Object.hasOwn(USAGE_LIMITS, counter))
    return failed('没有这个计数器', `counters are ${Object.keys(USAGE_LIMITS).join(', ')}`);
  desk.system.serviced(who, counter);
  yield* say(`  ${counter} 0`);
  return OK;
}

function* clock(desk: Desk, { tongue }: Call): Dialogue<Outcome> {
  const now = desk.nowMs();
  const newest = desk.journal.last(1)[0];
  yield* say(
    fact(tongue, { zh: '终端时间', en: "terminal's time" }, desk.time(now)),
    fact(tongue, { zh: '可信度', en: 'quality' }, desk.clockQuality()),
    fact(tongue, { zh: '与机器相差', en: 'from the machine' }, jumpWords(desk.system.clockOffsetMs())),
    fact(tongue, { zh: '最近记录', en: 'newest entry' }, newest === undefined ? '-' : desk.time(newest.atMs)),
  );
  return OK;
}

/** `+3 d 4 h 0 min`, `-12 s` */
function jumpWords(ms: number): string {
  const sign = ms < 0 ? '-' : '+';
  const size = Math.abs(ms);
  return size < MINUTE_MS ? `${sign}${Math.round(size / 1000)} s` : `${sign}${span(size)}`;
}

/** 2020-01-01T00:00:00Z: every journal begins behind it, and a time before 1970 could not even be written down. */
const BEFORE_ANY_TERMINAL_MS = 1_577_836_800_000;
const LOCAL_TIME = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d)(?::(\d\d))?$/;

function* setClock(desk: Desk, { who, tongue, given }: Call): Dialogue<Outcome> {
  const wanted = LOCAL_TIME.exec(given['time'] ?? '');
  if (wanted === null) return failed('格式:2026-11-21 13:45:00', 'write 2026-11-21 13:45:00');
  const now = desk.nowMs();
  const toMs = desk.atLocal(wanted.slice(1).map((part) => Number(part ?? 0)));
  if (toMs === null) return failed('没有这个时间', 'there is no such time');
  if (toMs < BEFORE_ANY_TERMINAL_MS) return failed('不能早于 2020 年', 'not before the year 2020');
  const jumpMs = toMs - now;
  const newest = desk.journal.last(1)[0]?.atMs ?? 0;
  yield* say(
    fact(tongue, { zh: '之前', en: 'before' }, desk.time(now)),
    fact(tongue, { zh: '之后', en: 'after' }, `${desk.time(toMs)}  (${jumpWords(jumpMs)})`),
    ...(toMs < newest
      ? [
          speak(tongue, {
            zh: '! 早于最近记录:顺序仍由记录号决定',
            en: '! before the newest entry: their order stays that of their numbers',
          }),
        ]
      : []),
  );
  if (Math.abs(jumpMs) > LARGE_JUMP_MS) {
    const yes = yield* ask(`${speak(tongue, { zh: '跳变很大,输入 YES', en: 'A large jump: type YES' })}: `, {
      fresh: true,
    });
    if (yes !== 'YES') return GIVEN_UP;
  }
  desk.system.setClock(who, toMs);
  return OK;
}

function* restart(desk: Desk, { who, tongue }: Call): Dialogue<Outcome> {
  yield* say(speak(tongue, { zh: '正在重启程序。', en: 'Restarting the program.' }));
  desk.system.nextStart(who, 'restart');
  return OK;
}

/** The machine below, where whoever installed the terminal allows it; else the program alone, and that is said. */
function* reboot(desk: Desk, { who, tongue }: Call): Dialogue<Outcome> {
  const command = desk.system.hostCommand('reboot');
  yield* say(
    ...(command === null
      ? [
          speak(tongue, {
            zh: '没有配置 maintenance.rebootCommand,',
            en: 'No maintenance.rebootCommand is configured:',
          }),
        ]
      : [fact(tongue, { zh: '执行', en: 'runs' }, command)]),
    speak(
      tongue,
      command === null
        ? { zh: '只重启程序。', en: 'restarting the program only.' }
        : { zh: '正在重启机器。', en: 'Rebooting.' },
    ),
  );
  desk.system.nextStart(who, command === null ? 'restart' : 'reboot');
  return OK;
}

function* shutdown(desk: Desk, { who, tongue }: Call): Dialogue<Outcome> {
  const command = desk.system.hostCommand('stop');
  yield* say(
    ...(command === null ? [] : [fact(tongue, { zh: '执行', en: 'runs' }, command)]),
    command === null
      ? speak(tongue, {
          zh: '程序停止;机器不断电(没有 shutdownCommand)。',
          en: 'The program stops; the machine stays on (no shutdownCommand).',
        })
      : speak(tongue, { zh: '正在关机。', en: 'Shutting down.' }),
  );
  desk.system.nextStart(who, 'stop');
  return OK;
}

/** The books are set aside, never deleted; with anything owed only under a manager's signature, and never without a backup. */
function* reset(desk: Desk, { who, tongue }: Call): Dialogue<Outcome> {
  if (desk.journal.obligations().length > 0 || desk.journal.counters().batchCount > 0) {
    yield* say(
      ...debts(desk, tongue),
      speak(tongue, {
        zh: '批次未结清或有未了事项:需主管签字。',
        en: 'The batch is open or something is owed: a manager signs.',
      }),
    );
    if ((yield* approved(desk, tongue, who)) === null) return failed('没有主管签字', 'no manager has signed');
  }
  const backup = yield* backedUp(desk, who, tongue);
  if (backup.is !== 'ok') return backup;
  yield* say(speak(tongue, { zh: '账本移到一旁,重新开始。', en: 'The books are set aside; starting anew.' }));
  desk.system.nextStart(who, { do: 'reset', by: who });
  return OK;
}
