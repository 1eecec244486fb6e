/** The firmware as a process of its own: its screen read from stdout frame by frame, its power cut with SIGKILL. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { firmwareCommand } from './firmware-command.ts';
import { Patience, processorOf } from './patience.ts';
import { serveTraining } from './training-host.ts';

export interface FirmwareEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The line between two frames on stdout. */
const FRAME_END = /^-{8,}$/;

export class FirmwareProcess {
  /** The screen as it was last painted. */
  frame: readonly string[] = [];
  stderr = '';
  readonly ended: Promise<FirmwareEnd>;
  /** It may have ended by itself. */
  hasEnded = false;
  readonly #child: ChildProcess;
  readonly #listeners = new Set<(frame: readonly string[]) => void>();

  /** @param launcher a command that becomes the firmware, e.g. `strace -D …`: the process that is spawned must be the firmware itself. */
  constructor(
    main: string,
    configuration: string,
    env: NodeJS.ProcessEnv = process.env,
    launcher: readonly string[] = [],
  ) {
    const [command = '', ...args] = [...launcher, ...firmwareCommand(main, configuration)];
    // The channel ends the firmware when the process that holds the counter is gone.
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env,
    });
    serveTraining(child);
    const { stdout, stderr } = child;
    if (stdout === null || stderr === null) throw new Error('the firmware has no output');
    this.#child = child;
    let lines: string[] = [];
    createInterface({ input: stdout }).on('line', (line) => {
      if (!FRAME_END.test(line)) {
        lines.push(line.trimEnd());
        return;
      }
      this.frame = lines;
      lines = [];
      for (const listener of [...this.#listeners]) listener(this.frame);
    });
    stderr.on('data', (chunk: Buffer) => {
      this.stderr = (this.stderr + chunk.toString('utf8')).slice(-20_000);
    });
    this.ended = new Promise((resolve) => {
      this.#child.once('close', (code, signal) => {
        this.hasEnded = true;
        resolve({ code, signal });
      });
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  onFrame(listener: (frame: readonly string[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Waits until the screen shows `pattern`; tells what it shows instead when the process ends or time is up. Time that the process spends in the queue for
   * a processor that others keep busy is added.
   */
  screen(pattern: RegExp, withinMs = 30_000): Promise<string> {
    const shown = () => this.frame.join('\n');
    if (pattern.test(shown())) return Promise.resolve(shown());
    return new Promise((resolve, reject) => {
      const done = (finish: () => void) => {
        stop();
        clearTimeout(limit);
        finish();
      };
      const stop = this.onFrame(() => {
        if (pattern.test(shown())) done(() => resolve(shown()));
      });
      const fail = (why: string) =>
        done(() => reject(new Error(`${why}; waited for ${pattern}; the screen shows:\n${shown()}\n${this.stderr}`)));
      const patience = new Patience(withinMs, () => processorOf(this.pid));
      const timeIsUp = () => {
        const moreMs = patience.moreMs();
        if (moreMs === 0) fail(`not within ${withinMs} ms, ${patience.told()}`);
        else limit = setTimeout(timeIsUp, moreMs);
      };
      let limit = setTimeout(timeIsUp, withinMs);
      void this.ended.then(({ code, signal }) => fail(`the firmware ended (${code ?? signal})`));
    });
  }

  /** The power cord: no handler runs, nothing is flushed. */
  async cutPower(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.ended;
  }

  async stop(): Promise<FirmwareEnd> {
    this.#child.kill('SIGTERM');
    return this.ended;
  }
}
