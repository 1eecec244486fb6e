/**
 * The training host of a terminal: an acquirer on this machine that books play money, started for the firmware by whoever started the firmware, when
 * it asks for one over its channel (firmware/effects/training-host.ts). It ends with the firmware; its books stay in the training folder.
 */
import type { ChildProcess } from 'node:child_process';
import { EmulatorProcess } from './emulator-process.ts';

const ACQUIRER = new URL('../emulators/acquirer/main.ts', import.meta.url).pathname;

interface Wish {
  readonly tid: string;
  readonly mid: string;
  readonly tmk: string;
  readonly dialect: string;
  readonly encoding: Readonly<Record<string, string>> | null;
  readonly ledger: string;
}

interface Asked {
  readonly training: 'open' | 'do';
  readonly id: number;
  readonly host: Wish;
  readonly verb: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** Answers what `firmware` asks about its training host, as long as it lives. */
export function serveTraining(firmware: ChildProcess): void {
  let host: EmulatorProcess | null = null;
  const work = async ({ training, host: wish, verb, args }: Asked): Promise<object> => {
    if (training === 'open') {
      host ??= new EmulatorProcess('training host', ACQUIRER, argumentsOf(wish));
      return { address: await host.address() };
    }
    await host?.do(verb, args);
    return {};
  };
  firmware.on('message', (message) => {
    const asked = message as Asked;
    if (asked.training !== 'open' && asked.training !== 'do') return;
    void work(asked)
      .then(
        (answer) => answer,
        (error: unknown) => ({ problem: error instanceof Error ? error.message : String(error) }),
      )
      .then((answer) => {
        if (firmware.connected) firmware.send({ training: 'answer', id: asked.id, ...answer }, () => undefined);
      });
  });
  firmware.once('exit', () => void host?.stop());
}

function argumentsOf({ tid, mid, tmk, dialect, encoding, ledger }: Wish): readonly string[] {
  const spelled = Object.entries(encoding ?? {}).flatMap(([option, value]) => [`--${option}`, value]);
  return ['--tid', tid, '--mid', mid, '--tmk', tmk, '--dialect', dialect, '--ledger', ledger, ...spelled];
}
