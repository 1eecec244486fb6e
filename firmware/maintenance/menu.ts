/** The menu, its help and a technician's page of a README, all from the table. Pure. */
import type { Command, Disturbance } from './command.ts';
import { COMMANDS, GROUPS } from './table.ts';
import { heading, pad, speak, type Tongue } from './tongue.ts';

const DISTURBANCES: Readonly<Record<Disturbance, { readonly zh: string; readonly en: string }>> = {
  nothing: { zh: '不影响收银', en: 'beside the trade' },
  paper: { zh: '占用打印机,两张小票之间', en: 'between two slips' },
  counter: { zh: '占用柜台,无顾客时;收银员按三次取消收回', en: 'takes the counter; CANCEL three times takes it back' },
  terminal: { zh: '终端停止,无顾客时', en: 'ends the terminal, while nobody is served' },
};

export function mainPage(tongue: Tongue, loggedIn: boolean): readonly string[] {
  return [
    ...GROUPS.map(({ number, words }) => `  ${pad(number, 3)} ${speak(tongue, words)}`),
    loggedIn
      ? `  ${speak(tongue, { zh: '号码或单词;?=帮助 0=返回 00=主菜单', en: 'a number or words; ? help, 0 back, 00 main, logout' })}`
      : `  ${speak(tongue, { zh: '登录: login 工号;状态不用登录', en: 'login NUMBER; status needs no login; ? help' })}`,
  ];
}

export function groupPage(tongue: Tongue, number: string): readonly string[] {
  const group = GROUPS.find((one) => one.number === number);
  return [
    heading(tongue, group?.words ?? { zh: number, en: number }),
    ...commandsOf(number).map((command) => menuLine(tongue, command)),
    `  ${pad('0', 5)} ${speak(tongue, { zh: '返回', en: 'back' })}`,
  ];
}

function commandsOf(number: string): readonly Command[] {
  return COMMANDS.filter(({ path }) => path.split('.')[0] === number);
}

function menuLine(tongue: Tongue, { path, name, words, args }: Command): string {
  return `  ${pad(path, 5)} ${pad(speak(tongue, words), 38)} ${[name, ...args.map(argumentMark)].join(' ')}`;
}

const argumentMark = ({ name, optional = false }: Command['args'][number]): string =>
  optional ? `[${name.toUpperCase()}]` : name.toUpperCase();

export function helpPage(tongue: Tongue, command: Command): readonly string[] {
  const { path, name, words, args, disturbs, typedWord, role } = command;
  return [
    `${path}  ${[name, ...args.map(argumentMark)].join(' ')}`,
    `  ${speak(tongue, words)}`,
    ...args.map((arg) => `  ${pad(arg.name.toUpperCase(), 12)} ${speak(tongue, arg.words)}`),
    `  ${speak(tongue, DISTURBANCES[disturbs])}`,
    ...(role === 'anyone' ? [`  ${speak(tongue, { zh: '不用登录', en: 'needs no login' })}`] : []),
    ...(typedWord === null ? [] : [`  ${speak(tongue, { zh: '需输入', en: 'asks for the word' })} ${typedWord}`]),
  ];
}

/** The technician's page: every command in a table of Markdown. */
export function technicianPage(): string {
  const rows = COMMANDS.map(
    ({ path, name, words, args, disturbs, typedWord, role }) =>
      `| ${path} | \`${[name, ...args.map(argumentMark)].join(' ')}\` | ${words.zh} ${words.en} | ${role === 'anyone' ? 'anyone' : 'technician'} | ${DISTURBANCES[disturbs].en}${typedWord === null ? '' : `; type \`${typedWord}\``} |`,
  );
  return ['| menu | words | does | who | trade |', '|---|---|---|---|---|', ...rows].join('\n');
}
