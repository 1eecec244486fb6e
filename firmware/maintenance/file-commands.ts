/** Menu 8: files over the same wire, with the tools of any laptop. What comes in is not used until somebody has named its SHA-256. */
import type { GiveUpCause, TransferResult } from '../../drivers/console/transfer/transfer.ts';
import type { Words } from '../rules/verdict.ts';
import type { Call, Command } from './command.ts';
import { argument, rows } from './command-rows.ts';
import type { Desk } from './desk.ts';
import { type Dialogue, say } from './dialogue.ts';
import type { FileOnShelf, KeptFile, Protocol, Transferred } from './files-desk.ts';
import { failed, GIVEN_UP, OK, type Outcome } from './outcome.ts';
import { heading, pad, speak, type Tongue } from './tongue.ts';

const PROTOCOLS: readonly Protocol[] = ['ymodem', 'xmodem', 'zmodem', 'base64'];
/** Of a file that XMODEM brings, which tells no name. */
const NAMELESS = 'received.bin';
const SHA256 = /^[0-9a-fA-F]{64}$/;
const SIZE_CELLS = 10;

export const FILE_COMMANDS: readonly Command[] = rows(
  { path: '8.1', name: 'files list', zh: '待取与收到的文件', en: 'files to take, files received', run: list },
  {
    path: '8.2',
    name: 'send',
    zh: '发送文件到电脑',
    en: 'send a file to the laptop',
    args: [
      argument('file', '文件', 'file'),
      argument('protocol', '协议 ymodem xmodem zmodem base64', 'by which protocol'),
    ],
    run: send,
  },
  {
    path: '8.3',
    name: 'receive',
    zh: '从电脑接收文件',
    en: 'receive a file from the laptop',
    args: [argument('protocol', '协议 ymodem xmodem base64', 'by which protocol')],
    run: receive,
  },
  {
    path: '8.4',
    name: 'files verify',
    zh: '核对收到的文件',
    en: 'compare a received file',
    args: [argument('file', '文件', 'file'), argument('sha256', '电脑上的 SHA-256', 'its SHA-256 on the laptop')],
    run: verify,
  },
  {
    path: '8.5',
    name: 'files remove',
    zh: '删除收到的文件',
    en: 'remove a received file',
    args: [argument('file', '文件', 'file')],
    run: remove,
  },
);

function* list({ files }: Desk, { tongue }: Call): Dialogue<Outcome> {
  const none = `  ${speak(tongue, { zh: '无', en: 'none' })}`;
  const shelf = (all: readonly FileOnShelf[]) => (all.length === 0 ? [none] : all.map((one, i) => shelfLine(one, i)));
  yield* say(
    heading(tongue, { zh: '待取', en: 'To take: send FILE by PROTOCOL' }),
    ...shelf(files.outgoing()),
    heading(tongue, { zh: '隔离区', en: 'Quarantine' }),
    ...shelf(files.incoming()),
    files.hasZmodem()
      ? '  ymodem xmodem zmodem base64'
      : `  ymodem xmodem base64  ${speak(tongue, { zh: '(没有 sz,不能 zmodem)', en: '(no zmodem: sz is not installed)' })}`,
  );
  return OK;
}

function shelfLine({ name, sizeBytes }: FileOnShelf, index: number): string {
  return `  ${pad(String(index + 1), 3)} ${String(sizeBytes).padStart(SIZE_CELLS)}  ${name}`;
}

/** By its name, or its number in the list. */
function named(shelf: readonly FileOnShelf[], typed: string): string | null {
  const byName = shelf.find(({ name }) => name === typed);
  return (byName ?? shelf[Number(typed) - 1])?.name ?? null;
}

/** `ymodem`, `by ymodem`, `by xmodem NAME`. */
function protocolIn(typed: string): { readonly protocol: Protocol | null; readonly rest: string } {
  const [first = '', ...rest] = typed
    .trim()
    .replace(/^by\s+/i, '')
    .split(/\s+/);
  return { protocol: PROTOCOLS.find((one) => one === first.toLowerCase()) ?? null, rest: rest.join(' ') };
}

const NO_PROTOCOL = failed('协议是 ymodem、xmodem、zmodem 或 base64', 'by ymodem, xmodem, zmodem or base64');
const NO_FILE = failed('没有这个文件;见 files list', 'no such file: see files list');
const NO_LINE = failed('线路现在不能传文件', 'the line takes no transfer now');

function* send(desk: Desk, { who, tongue, given }: Call): Dialogue<Outcome> {
  const { files } = desk;
  const { protocol } = protocolIn(given['protocol'] ?? '');
  const name = named(files.outgoing(), given['file'] ?? '');
  if (protocol === null) return NO_PROTOCOL;
  if (protocol === 'zmodem' && !files.hasZmodem()) return failed('没有安装 sz', 'sz is not installed; take ymodem');
  if (name === null) return NO_FILE;
  const file = files.offer(name);
  if (file === 'missing') return NO_FILE;
  if (file === 'too-large') return failed('文件太大,不能走串口', 'too large for a serial line');
  yield* say(
    `  ${file.name}  ${file.sizeBytes} bytes`,
    `  SHA-256 ${file.sha256}`,
    speak(tongue, SEND_HINTS[protocol]),
    speak(tongue, CTRL_C),
  );
  return yield* moved(desk, tongue, () => files.send(who, name, protocol));
}

function* receive(desk: Desk, { who, tongue, given }: Call): Dialogue<Outcome> {
  const { protocol, rest } = protocolIn(given['protocol'] ?? '');
  if (protocol === null) return NO_PROTOCOL;
  if (protocol === 'zmodem') return failed('不接收 zmodem', 'nothing comes in by zmodem; take ymodem');
  yield* say(speak(tongue, RECEIVE_HINTS[protocol]), speak(tongue, CTRL_C));
  return yield* moved(desk, tongue, () => desk.files.receive(who, protocol, rest === '' ? NAMELESS : rest));
}

/** Lends the line out and waits until it is back. Nobody can type meanwhile. */
function* moved({ files }: Desk, tongue: Tongue, begin: () => boolean): Dialogue<Outcome> {
  try {
    if (!begin()) return NO_LINE;
    const { result, kept } = yield* backOnLine();
    yield* say('', ...kept.flatMap((file) => keptLines(tongue, file)), ...sentLines(tongue, result));
    return outcomeOf(result);
  } finally {
    files.stop();
  }
}

function* backOnLine(): Dialogue<Transferred> {
  for (;;) {
    const answer = yield { do: 'wait', forMs: null, key: false, reports: true };
    if (answer.is === 'report' && answer.report.is === 'transferred') return answer.report;
  }
}

function sentLines(tongue: Tongue, result: TransferResult): readonly string[] {
  if (result.kind !== 'sent') return [];
  return [
    ...result.files.flatMap(({ name, sizeBytes, sha256 }) => [`  ${name}  ${sizeBytes} bytes`, `  SHA-256 ${sha256}`]),
    speak(tongue, {
      zh: '请在电脑上核对: sha256sum 文件(Windows: certutil -hashfile 文件 SHA256)',
      en: 'Compare on the laptop: sha256sum FILE, or certutil -hashfile FILE SHA256',
    }),
  ];
}

function keptLines(tongue: Tongue, file: KeptFile): readonly string[] {
  const { name, sizeBytes, sha256, fillBytes, sha256WithoutFill } = file;
  const bare = speak(tongue, { zh: `不计 ${fillBytes} 字节填充`, en: `without ${fillBytes} bytes of fill` });
  return [
    `  ${name}  ${sizeBytes} bytes`,
    `  SHA-256 ${sha256}`,
    ...(fillBytes === 0 ? [] : [`  SHA-256 ${sha256WithoutFill} (${bare})`]),
    speak(tongue, { zh: '在隔离区,未经核对不使用: files verify', en: 'In quarantine, unused until: files verify' }),
  ];
}

function outcomeOf(result: TransferResult): Outcome {
  switch (result.kind) {
    case 'sent':
    case 'received':
      return OK;
    case 'cancelled':
    case 'lost':
      return GIVEN_UP;
    case 'given-up': {
      const { zh, en } = GIVE_UP_WORDS[result.cause];
      return failed(zh, `${en} (${result.detail})`);
    }
  }
}

function* verify({ files }: Desk, { tongue, given }: Call): Dialogue<Outcome> {
  const name = named(files.incoming(), given['file'] ?? '');
  const sha256 = given['sha256'] ?? '';
  if (name === null) return NO_FILE;
  if (!SHA256.test(sha256)) return failed('SHA-256 是 64 位十六进制', 'a SHA-256 is 64 hex digits');
  const found = files.verify(name, sha256);
  if (found === 'missing') return NO_FILE;
  if (found === 'different') return failed('不同:文件已损坏或不是这个文件', 'different: damaged, or another file');
  yield* say(`  ${name}: ${speak(tongue, { zh: '一致', en: 'the same' })}`);
  return OK;
}

function* remove({ files }: Desk, { tongue, given }: Call): Dialogue<Outcome> {
  const name = named(files.incoming(), given['file'] ?? '');
  if (name === null || !files.remove(name)) return NO_FILE;
  yield* say(`  ${name}: ${speak(tongue, { zh: '已删除', en: 'removed' })}`);
  return OK;
}

const CTRL_C: Words = { zh: 'Ctrl-C 放弃', en: 'Ctrl-C gives up' };

/** Each fits one line of 80 cells in both languages. */
const SEND_HINTS: Readonly<Record<Protocol, Words>> = {
  ymodem: { zh: '请启动 YMODEM 接收 (rb)', en: 'Ready to send: start a YMODEM download (rb)' },
  xmodem: { zh: '请启动 XMODEM 接收 (rx -c)', en: 'Ready to send: start an XMODEM download (rx -c)' },
  zmodem: { zh: '请启动 ZMODEM 接收 (rz)', en: 'Ready to send: start a ZMODEM download (rz)' },
  base64: { zh: '请打开终端日志,base64 -d 还原', en: 'Log what follows; base64 -d reads it' },
};

const RECEIVE_HINTS: Readonly<Record<Exclude<Protocol, 'zmodem'>, Words>> = {
  ymodem: { zh: '请用 YMODEM 发送 (sb --1k)', en: 'Ready to receive: send by YMODEM (sb --1k)' },
  xmodem: { zh: '请用 XMODEM 发送 (sx -k)', en: 'Ready to receive: send by XMODEM (sx -k)' },
  base64: { zh: '请粘贴 base64,单独一点结束', en: 'Paste base64 text; a line with a dot ends it' },
};

const GIVE_UP_WORDS: Readonly<Record<GiveUpCause, Words>> = {
  'never-started': { zh: '对方没有开始', en: 'the other end never started' },
  silent: { zh: '对方没有回应', en: 'the other end fell silent' },
  noise: { zh: '线路干扰太大', en: 'the line is too noisy' },
  'out-of-step': { zh: '双方不同步', en: 'the two ends are out of step' },
  incomplete: { zh: '文件不完整', en: 'the file is not whole' },
  refused: { zh: '不接受这个文件', en: 'the file is not accepted' },
  unconfirmed: {
    zh: '已全部发送,对方未确认;请核对 SHA-256',
    en: 'all sent, the end not confirmed: compare the SHA-256',
  },
  'source-failed': { zh: '本机文件读不出', en: 'the file here cannot be read' },
  'tool-failed': { zh: 'sz 出错', en: 'sz failed' },
};
