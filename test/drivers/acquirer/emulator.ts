/** The acquirer's emulator as a process of its own, told what to do by JSON lines. Nothing of it is imported. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { type Recorder, recorder } from '../link/recorder.ts';

export interface EmulatorLine {
  readonly event?: string;
  readonly id?: number;
  readonly ok?: boolean;
  readonly error?: string;
  readonly result?: unknown;
  readonly [field: string]: unknown;
}

export interface Emulator {
  readonly address: string;
  readonly lines: Recorder<EmulatorLine>;
  /** Resolves with the verb's result. @throws Error where the emulator refuses the verb. */
  tell(verb: string, args?: object): Promise<unknown>;
}

export async function startEmulator(...options: readonly string[]): Promise<Emulator> {
  const main = fileURLToPath(new URL('../../emulators/acquirer/main.ts', import.meta.url));
  const child = spawn(process.execPath, [main, ...options], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = recorder<EmulatorLine>();
  createInterface(child.stdout).on('line', (line) => lines.push(JSON.parse(line) as EmulatorLine));
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        child.once('exit', () => resolve());
        child.stdin.end();
      }),
  );
  const listening = await lines.until((line) => line.event === 'listening');
  let last = 0;
  return {
    address: String(listening['address']),
    lines,
    async tell(verb, args = {}) {
      const id = ++last;
      child.stdin.write(`${JSON.stringify({ id, do: verb, ...args })}\n`);
      const reply = await lines.until((line) => line.id === id);
      if (reply.ok !== true) throw new Error(`${verb}: ${reply.error}`);
      return reply.result;
    },
  };
}
