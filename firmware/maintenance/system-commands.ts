/** Menu 9: logs, what wears out, the clock, and the end of this life of the terminal. */

import type { Call, Command } from './command.ts';
import { argument, optional, rows } from './command-rows.ts';
import { backedUp } from './copy-commands.ts';
import type { Desk, LogLine } from './desk.ts';
import { ask, type Dialogue, pause, say } from './dialogue.ts';
import { aside } from './journal-commands.ts';
import { approved } from './money-commands.ts';
import { failed, GIVEN_UP, OK, type Outcome } from './outcome.ts';
import { debts } from './status-commands.ts';
import { fact, heading, pad, speak } from './tongue.ts';
import { USAGE_LIMITS } from './usage-limits.ts';

const DEFAULT_LINES = 20;
const MOST_LINES = 1_000;
const FOLLOW_EVERY_MS = 500;
const MINUTE_MS = 60_000;
/** A jump beyond it is asked about: it is more often a slip of the finger than a clock that stood. */
const LARGE_JUMP_MS = 10 * MINUTE_MS;

export const SYSTEM_COMMANDS: readonly Command[] = rows(
  {
    path: '9.1',
    name: 'logs',
    zh: '日志',
    en: 'log lines',
    args: [optional('level', 'info 或 warn', 'info or warn')],
    run: logs,
  },
  { path: '9.2', name: 'logs follow', zh: '跟踪日志(按键结束)', en: 'as they come', run: follow },
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
    zh: '重启终端',
    en: 'restart',
    disturbs: 'terminal',
    typedWord: 'RESTART',
    run: restart,
  },
  {
    path: '9.8',
    name: 'shutdown',
    zh: '关闭终端',
    en: 'shut down',
    disturbs: 'terminal',
    typedWord: 'SHUTDOWN',
    run: shutdown,
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

function* logs(desk: Desk, { given }: Call): Dialogue<Outcome> {
  const level = given['level'] ?? 'info';
  if (level !== 'info' && level !== 'warn') return failed('级别是 info 或 warn', 'the level is info or warn');
  const lines = desk.system.logs().filter((line) => level === 'info' || line.level === 'warn');
  yield* say(...lines.slice(-Math.min(DEFAULT_LINES, MOST_LINES)).map((line) => logLine(desk, line)));
  return OK;
}

const logLine = (desk: Desk, { atMs, level, text }: LogLine): string => `${desk.time(atMs)} ${pad(level, 4)} ${text}`;

function* follow(desk: Desk, { tongue }: Call): Dialogue<Outcome> {
  yield* say(speak(tongue, { zh: '(按键结束)', en: '(any key ends)' }));
  for (let seen = desk.system.logs().at(-1)?.no ?? 0; ; ) {
    const fresh = desk.system.logs().filter(({ no }) => no > seen);
    seen = fresh.at(-1)?.no ?? seen;
    if (fresh.length > 0) yield* say(...fresh.map((line) => logLine(desk, line)));
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
    fact(tongue, { zh: '与机器相差', en: 'from the machine' }, `${Math.round(desk.system.clockOffsetMs() / 1000)} s`),
    fact(tongue, { zh: '最近记录', en: 'newest entry' }, newest === undefined ? '-' : desk.time(newest.atMs)),
  );
  return OK;
}

const LOCAL_TIME = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d)(?::(\d\d))?$/;

function* setClock(desk: Desk, { who, tongue, given }: Call): Dialogue<Outcome> {
  const wanted = LOCAL_TIME.exec(given['time'] ?? '');
  if (wanted === null) return failed('格式:2026-11-21 13:45:00', 'write 2026-11-21 13:45:00');
  const now = desk.nowMs();
  const toMs = desk.atLocal(wanted.slice(1).map((part) => Number(part ?? 0)));
  if (toMs === null) return failed('没有这个时间', 'there is no such time');
  const jumpMs = toMs - now;
  const newest = desk.journal.last(1)[0]?.atMs ?? 0;
  yield* say(
    fact(tongue, { zh: '之前', en: 'before' }, desk.time(now)),
    fact(tongue, { zh: '之后', en: 'after' }, `${desk.time(toMs)}  (${Math.round(jumpMs / 1000)} s)`),
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
  yield* say(speak(tongue, { zh: '正在重启。', en: 'Restarting.' }));
  desk.system.nextStart(who, 'restart');
  return OK;
}

function* shutdown(desk: Desk, { who, tongue }: Call): Dialogue<Outcome> {
  yield* say(speak(tongue, { zh: '正在关闭。', en: 'Shutting down.' }));
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
