/** An emulator as its users have it: a process, verbs on its stdin, answers and events on its stdout. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface EmulatorProcess {
  /** Runs a verb; resolves to its result, rejects with its error. */
  run(verb: string, args?: object): Promise<unknown>;
  /** The next event of this name, also one that came already; each is handed out once. */
  event(name: string): Promise<Record<string, unknown>>;
  /** Ends its stdin; resolves to the exit code. */
  end(): Promise<number | null>;
}

/** Starts `test/emulators/<main>` under this runtime; the caller ends it. */
export function startEmulator(main: string, options: readonly string[]): EmulatorProcess {
  const path = new URL(`../emulators/${main}`, import.meta.url).pathname;
  const child = spawn(process.execPath, [path, ...options], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const answers = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>();
  const events: Record<string, unknown>[] = [];
  const waiting: { name: string; resolve(event: Record<string, unknown>): void }[] = [];
  let lastId = 0;

  createInterface({ input: child.stdout }).on('line', (line) => {
    const message = JSON.parse(line) as Record<string, unknown>;
    if (typeof message['event'] === 'string') {
      const at = waiting.findIndex((one) => one.name === message['event']);
      if (at < 0) events.push(message);
      else waiting.splice(at, 1)[0]?.resolve(message);
      return;
    }
    const answer = answers.get(message['id'] as number);
    if (message['ok'] === true) answer?.resolve(message['result']);
    else answer?.reject(new Error(String(message['error'])));
  });

  return {
    run(verb, args = {}) {
      const id = ++lastId;
      const answered = new Promise((resolve, reject) => answers.set(id, { resolve, reject }));
      child.stdin.write(`${JSON.stringify({ id, do: verb, ...args })}\n`);
      return answered;
    },
    event(name) {
      const at = events.findIndex((event) => event['event'] === name);
      const [event] = at < 0 ? [] : events.splice(at, 1);
      return event !== undefined ? Promise.resolve(event) : new Promise((resolve) => waiting.push({ name, resolve }));
    },
    end() {
      child.stdin.end();
      return exited;
    },
  };
}

/** A folder for sockets and symlinks; `remove` takes it away. */
export function scratchFolder(): { path(name: string): string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'emulator-'));
  return { path: (name) => join(folder, name), remove: () => rmSync(folder, { recursive: true, force: true }) };
}
