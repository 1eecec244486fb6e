/**
 * The knife: strace kills the real process as it enters the N-th system call of one kind (facts/lab, the ladder). The call is not
 * carried out. Only the main thread is counted: it makes every write of the journal and of the links. `--seccomp-bpf` is never used: it
 * drops an injected KILL in silence. Every kind of call has a count of its own.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** `pwrite64`: pages of the journal; `fsync`: its commits; `write`: links, screen, wake-ups; `epoll_pwait`: between all of them. */
const SYSTEM_CALLS = ['fsync', 'pwrite64', 'write', 'epoll_pwait'] as const;
/** `acquirer`: writes to the connection that stands when the flow begins; few among many, so they are counted by themselves as well. */
export const CALLS = [...SYSTEM_CALLS, 'acquirer'] as const;
export type Call = (typeof CALLS)[number];

export interface CutPoint {
  readonly flow: string;
  readonly call: Call;
  /** Counted from 1 since the flow began. */
  readonly n: number;
}

export const pointName = ({ flow, call, n }: CutPoint): string => `${flow}:${call}:${n}`;

/** @returns null where `text` is not `flow:call:n`. */
export function readPoint(text: string): CutPoint | null {
  const [flow = '', call = '', n = '', ...more] = text.split(':');
  const known = CALLS.find((candidate) => candidate === call);
  return known === undefined || more.length > 0 || !/^[1-9]\d*$/.test(n) ? null : { flow, call: known, n: Number(n) };
}

/** An answer of the disk instead of the work: from the first such call on. */
export interface DiskFault {
  readonly call: 'fsync' | 'pwrite64';
  readonly error: 'EIO' | 'ENOSPC' | 'EROFS';
}

function injected({ call, n }: Omit<CutPoint, 'flow'>): readonly string[] {
  const system = call === 'acquirer' ? 'write' : call;
  return ['-yy', '-s', '0', '-e', `trace=${system}`, '-e', `inject=${system}:signal=KILL:when=${n}`];
}

/** The process's one TCP connection, by the name that strace takes for a path. @throws Error where there is none */
function acquirerSocket(pid: number): string {
  const inodes = new Set(
    readFileSync(`/proc/${pid}/net/tcp`, 'utf8')
      .split('\n')
      .map((line) => line.trim().split(/\s+/)[9] ?? ''),
  );
  const links = readdirSync(`/proc/${pid}/fd`).map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`));
  const found = links.find((link) => inodes.has(/^socket:\[(\d+)\]$/.exec(link)?.[1] ?? 'none'));
  if (found === undefined) throw new Error(`process ${pid} has no connection to the acquirer`);
  return found;
}

/** Makes the firmware start under the knife; strace is the grandchild, so that the spawned process is the firmware itself. */
export const launcher = (point: Omit<CutPoint, 'flow'>, log: string): readonly string[] => [
  'strace',
  '-D',
  '-o',
  log,
  ...injected(point),
];

/** Counts calls of a start without cutting. */
export const countingLauncher = (log: string): readonly string[] => ['strace', '-D', '-o', log, ...COUNTING];

const COUNTING: readonly string[] = ['-yy', '-s', '0', '-e', `trace=${SYSTEM_CALLS.join(',')}`];

/** strace at the throat of a running process. */
export class Knife {
  readonly #strace: ChildProcess;
  readonly #ended: Promise<void>;
  readonly #log: string;

  private constructor(args: readonly string[], log: string) {
    this.#log = log;
    this.#strace = spawn('strace', ['-o', log, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
    this.#ended = new Promise((resolve) => void this.#strace.once('close', () => resolve()));
  }

  /** Resolves when the process is attached to: from now on its calls are counted. @throws Error in strace's words */
  static async attach(pid: number, point: Omit<CutPoint, 'flow'>, log: string): Promise<Knife> {
    const only = point.call === 'acquirer' ? ['-P', acquirerSocket(pid)] : [];
    return Knife.#on(pid, [...only, ...injected(point)], log);
  }

  /** Counts and does not cut. */
  static async count(pid: number, log: string): Promise<Knife> {
    return Knife.#on(pid, COUNTING, log);
  }

  /** The disk under a running process fails from now on. */
  static async breakDisk(pid: number, { call, error }: DiskFault, log: string): Promise<Knife> {
    return Knife.#on(pid, ['-s', '0', '-e', `trace=${call}`, '-e', `inject=${call}:error=${error}`], log);
  }

  /** Every sync of the running process takes so long from now on, as on a worn-out card. */
  static async slowDisk(pid: number, ms: number, log: string): Promise<Knife> {
    return Knife.#on(pid, ['-s', '0', '-e', 'trace=fsync', '-e', `inject=fsync:delay_enter=${ms * 1_000}`], log);
  }

  static async #on(pid: number, args: readonly string[], log: string): Promise<Knife> {
    const knife = new Knife([...args, '-p', String(pid)], log);
    const { stderr } = knife.#strace;
    let said = '';
    await new Promise<void>((resolve, reject) => {
      stderr?.on('data', (chunk: Buffer) => {
        said += chunk.toString('utf8');
        if (/attached/.test(said)) resolve();
      });
      knife.#strace.once('error', reject);
      knife.#strace.once('close', () => reject(new Error(`strace does not attach: ${said.trim()}`)));
    });
    return knife;
  }

  /** Takes the knife away from a process that goes on, or waits for strace to see that it has gone. */
  async away(): Promise<string> {
    this.#strace.kill('SIGINT');
    await this.#ended;
    return readFileSync(this.#log, 'utf8');
  }
}

/** Which calls of each kind there are to cut, counted from 1 as the knife counts them. */
export type Numbers = Readonly<Record<Call, readonly number[]>>;

/**
 * From the log of a counting run. Of the waits only the first after something was written: the disk and the wires are the same at the next ones, and
 * whoever cuts there cuts at the same place once more. For the same reason no wake-up of one of its own threads.
 */
export function numbersOf(log: string): Numbers {
  const numbers: Record<Call, number[]> = { fsync: [], pwrite64: [], write: [], epoll_pwait: [], acquirer: [] };
  const seen: Record<Call, number> = { fsync: 0, pwrite64: 0, write: 0, epoll_pwait: 0, acquirer: 0 };
  let written = true;
  for (const line of log.split('\n')) {
    const call = SYSTEM_CALLS.find((name) => line.startsWith(`${name}(`));
    if (call === undefined) continue;
    seen[call] += 1;
    if (/^write\(\d+<anon_inode/.test(line)) continue;
    if (call !== 'epoll_pwait' || written) numbers[call].push(seen[call]);
    written = call !== 'epoll_pwait';
    if (!/^write\(\d+<TCP/.test(line)) continue;
    seen.acquirer += 1;
    numbers.acquirer.push(seen.acquirer);
  }
  return numbers;
}

/** What the call that was not carried out would have written to, from strace's log. `lines`: which device is at which pseudo-terminal. */
export function victimOf(log: string, lines: ReadonlyMap<string, string>): string {
  const last = log
    .trimEnd()
    .split('\n')
    .findLast((line) => SYSTEM_CALLS.some((call) => line.startsWith(`${call}(`)));
  const file = /^\w+\(\d+<(.*?)>[,)]/.exec(last ?? '')?.[1] ?? '';
  const fd = /^\w+\((\d+)</.exec(last ?? '')?.[1];
  if (last === undefined) return 'not told';
  if (last.startsWith('epoll_pwait')) return 'between';
  if (last.startsWith('fsync')) return 'commit';
  if (last.startsWith('pwrite64')) return file.endsWith('-wal') ? 'journal' : 'checkpoint';
  if (fd === '1') return 'screen';
  if (fd === '2') return 'log';
  const device = lines.get(terminalIn(file));
  if (device !== undefined) return device;
  if (file.startsWith('TCP')) return 'acquirer';
  return file.startsWith('UNIX') ? 'HID' : 'between';
}

/** `/dev/pts/1` of `/dev/pts/1<char 136:1>`: the tenth is another one. */
const terminalIn = (file: string): string => /^[^<>]*/.exec(file)?.[0] ?? '';

/** Why this machine cannot cut, in one line; null where it can. */
export function whyNoKnife(): string | null {
  const version = spawnSync('strace', ['-V'], { encoding: 'utf8' });
  if (version.error !== undefined)
    return 'strace is not installed: it kills the process at the chosen write; run: apt-get install strace';
  // The call must be traced as well: with `trace=none` strace injects nothing and says nothing.
  const args = ['-o', '/dev/null', '-e', 'trace=write', '-e', 'inject=write:signal=KILL:when=1'];
  const probe = spawnSync('strace', [...args, process.execPath, '-e', 'process.stdout.write("0")'], {
    encoding: 'utf8',
  });
  if (probe.signal !== 'SIGKILL')
    return `strace may not trace here (${probe.stderr.trim()}): run it as root, or allow ptrace in this container`;
  if (process.getuid?.() !== 0 && existsSync(YAMA) && readFileSync(YAMA, 'utf8').trim() !== '0')
    return `strace may not attach to a running process: run it as root, or: sysctl kernel.yama.ptrace_scope=0`;
  return null;
}

const YAMA = '/proc/sys/kernel/yama/ptrace_scope';
