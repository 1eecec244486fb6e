/**
 * lrzsz as the peer: its programs on a real terminal of their own, our end on a real serial port, and a cable between the two that can
 * damage what it carries.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import type { Transfer } from '../../../../drivers/console/transfer/transfer.ts';
import { openBytePipe } from '../../../../drivers/link/byte-pipes.ts';
import type { BytePipe } from '../../../../drivers/link/link.ts';
import { openPty } from '../../../emulators/pty.ts';
import { realClock } from '../../link/real-clock.ts';

/** Null where lrzsz is installed, else the line that says what is missing. */
export function whyNoLrzsz(): string | null {
  const found = spawnSync('sh', ['-c', 'for program in sb rb sx rx sz rz; do command -v $program; done'], {
    encoding: 'utf8',
  })
    .stdout.trim()
    .split('\n');
  return found.length === 6 ? null : 'lrzsz is not installed: what it would say of our transfers is not known here';
}

/** What happens to the byte at an offset of one direction. */
export interface ByteError {
  readonly atByte: number;
  readonly error: 'flip' | 'drop' | 'insert' | 'double';
}

function damaging(errors: readonly ByteError[]): (bytes: Uint8Array) => Uint8Array {
  let passed = 0;
  return (bytes) => {
    const first = passed;
    passed += bytes.length;
    const due = errors.filter(({ atByte }) => atByte >= first && atByte < passed);
    if (due.length === 0) return bytes;
    return Uint8Array.from(
      [...bytes].flatMap((byte, index) => {
        const error = due.find(({ atByte }) => atByte === first + index)?.error;
        if (error === undefined) return [byte];
        return { flip: [byte ^ 0x10], drop: [], insert: [0x5a, byte], double: [byte, byte] }[error];
      }),
    );
  };
}

/**
 * lrzsz throws away what has arrived right after its ACK. On a line that takes time nothing has; a pseudo-terminal takes none, and a
 * block that begins too early loses its head.
 */
const LATENCY_MS = 4;

export interface Peer {
  readonly pipe: BytePipe;
  /** Our transfer, which then hears what comes from the peer. */
  attach(transfer: Pick<Transfer, 'bytes'>): void;
  /** The exit code of the peer's program. */
  readonly exited: Promise<number | null>;
  readonly said: () => string;
  /** Ends the program as if its window had been closed. */
  kill(): void;
  close(): void;
}

export interface Errors {
  readonly toPeer?: readonly ByteError[];
  readonly fromPeer?: readonly ByteError[];
}

export interface RunningProgram {
  readonly exited: Promise<number | null>;
  readonly said: () => string;
  kill(): void;
  close(): void;
}

/** Runs a shell command in `folder` with the terminal at `path` as its input and output, raw. */
export function runOnTerminal(command: string, path: string, folder: string): RunningProgram {
  const terminal = openSync(path, constants.O_RDWR | constants.O_NOCTTY);
  spawnSync('stty', ['raw', '-echo'], { stdio: [terminal, 'ignore', 'ignore'] });
  const child: ChildProcess = spawn('sh', ['-c', `exec ${command}`], {
    cwd: folder,
    stdio: [terminal, terminal, 'pipe'],
  });
  const said: Buffer[] = [];
  child.stderr?.on('data', (chunk: Buffer) => said.push(chunk));
  const exited = new Promise<number | null>((resolve) => child.on('close', resolve));
  const kill = (): void => void child.kill('SIGKILL');
  return {
    exited,
    said: () => Buffer.concat(said).toString(),
    kill,
    // The terminal stays open behind the program: what it said last is not lost with it.
    close() {
      kill();
      closeSync(terminal);
    },
  };
}

/** Starts `command` (a shell command in the folder) at the far end of the cable; the near end is open when it resolves. */
export async function startPeer(command: string, folder: string, errors: Errors = {}): Promise<Peer> {
  const near = openPty();
  const far = openPty();
  const toPeer = damaging(errors.toPeer ?? []);
  const fromPeer = damaging(errors.fromPeer ?? []);
  near.onData((bytes) => setTimeout(() => far.write(toPeer(bytes)), LATENCY_MS));
  far.onData((bytes) => setTimeout(() => near.write(fromPeer(bytes)), LATENCY_MS));
  let listener: Pick<Transfer, 'bytes'> | null = null;
  const pipe = await opened(near.path, (chunk) => listener?.bytes(chunk));
  const program = runOnTerminal(command, far.path, folder);
  return {
    pipe,
    exited: program.exited,
    said: program.said,
    attach: (transfer) => {
      listener = transfer;
    },
    kill: program.kill,
    close() {
      program.close();
      pipe.close();
      near.close();
      far.close();
    },
  };
}

function opened(path: string, bytes: (chunk: Uint8Array) => void): Promise<BytePipe> {
  return new Promise((resolve, reject) => {
    const pipe = openBytePipe(realClock())(`serial:${path}?baud=115200`, {
      opened: () => resolve(pipe),
      bytes,
      lost: (fault) => reject(new Error(fault.detail)),
    });
  });
}
