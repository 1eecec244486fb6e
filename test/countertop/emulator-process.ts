/** One emulated device as a process of its own, worked through JSON lines on its stdio (test/emulators/control.ts). */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface EmulatorEvent {
  readonly event: string;
  readonly [field: string]: unknown;
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

export class EmulatorProcess {
  readonly name: string;
  /** Everything the device has told, oldest first. */
  readonly events: EmulatorEvent[] = [];
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #answers = new Map<number, Waiting>();
  readonly #listeners = new Set<(event: EmulatorEvent) => void>();
  /** Who waits for an event that may never come: told when the device ends. */
  readonly #waiting = new Set<() => void>();
  #nextId = 1;
  #stderr = '';
  #ended: string | null = null;

  constructor(name: string, script: string, args: readonly string[]) {
    this.name = name;
    this.#child = spawn(process.execPath, [script, ...args], { stdio: 'pipe' });
    createInterface({ input: this.#child.stdout }).on('line', (line) => this.#hear(line));
    this.#child.stderr.on('data', (chunk: Buffer) => {
      this.#stderr = (this.#stderr + chunk.toString('utf8')).slice(-4_000);
    });
    this.#child.stdin.on('error', () => undefined);
    this.#child.once('exit', (code, signal) => this.#end(`${name} emulator ended (${code ?? signal}) ${this.#stderr}`));
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Works the device; rejects with the device's own words when it refuses. */
  do(verb: string, args: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    if (this.#ended !== null) return Promise.reject(new Error(this.#ended));
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#answers.set(id, { resolve, reject });
      this.#child.stdin.write(`${JSON.stringify({ ...args, id, do: verb })}\n`);
    });
  }

  onEvent(listener: (event: EmulatorEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The first event that fits, of those told already (from index `since`) or of those to come. */
  until(fits: (event: EmulatorEvent) => boolean, what: string, since = 0): Promise<EmulatorEvent> {
    const told = this.events.slice(since).find(fits);
    if (told !== undefined) return Promise.resolve(told);
    if (this.#ended !== null) return Promise.reject(new Error(`${this.#ended}; waited for ${what}`));
    return new Promise((resolve, reject) => {
      const gone = () => reject(new Error(`${this.name} emulator ended; waited for ${what}`));
      this.#waiting.add(gone);
      const stop = this.onEvent((event) => {
        if (!fits(event)) return;
        stop();
        this.#waiting.delete(gone);
        resolve(event);
      });
    });
  }

  async address(): Promise<string> {
    const event = await this.until((candidate) => candidate.event === 'listening', 'listening');
    return String(event['address']);
  }

  /** @param signal SIGTERM: unplugged, its name goes with it, as udev takes it away. SIGKILL leaves the name, and another counter's device may get its number. */
  stop(signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return Promise.resolve();
    return new Promise((resolve) => {
      this.#child.once('exit', () => resolve());
      this.#child.kill(signal);
    });
  }

  #hear(line: string): void {
    const message = JSON.parse(line) as Record<string, unknown>;
    if (typeof message['id'] === 'number') {
      const waiting = this.#answers.get(message['id']);
      this.#answers.delete(message['id']);
      if (message['ok'] === true) waiting?.resolve(message['result']);
      else waiting?.reject(new Error(`${this.name}: ${String(message['error'])}`));
      return;
    }
    const event = message as EmulatorEvent;
    this.events.push(event);
    for (const listener of [...this.#listeners]) listener(event);
  }

  #end(why: string): void {
    this.#ended = why;
    for (const waiting of this.#answers.values()) waiting.reject(new Error(why));
    this.#answers.clear();
    for (const gone of this.#waiting) gone();
    this.#waiting.clear();
  }
}
