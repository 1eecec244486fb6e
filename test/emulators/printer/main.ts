/**
 * The printer as a process: `node test/emulators/printer/main.ts [--link SYMLINK | --tcp PORT | --unix PATH] [options]`.
 * Options and verbs are in README.md.
 */

import { realClock } from '../clock.ts';
import type { Control } from '../control.ts';
import { serveControl } from '../control.ts';
import { hostLine } from './host-line.ts';
import type { Place } from './options.ts';
import { readOptions } from './options.ts';
import { Printer } from './printer.ts';
import { lyingProxy } from './proxy.ts';
import type { Emit, Settings } from './settings.ts';
import { printerVerbs, whole } from './verbs.ts';

async function run(place: Place, settings: Partial<Settings>): Promise<void> {
  const clock = realClock();
  let control: Control | null = null;
  const emit: Emit = (event, fields = {}) => {
    control?.emit(event, fields);
    // A dead network connection takes with it what was still on its way.
    if (event === 'power-off' && line.power(false)) printer.unplug();
    if (event === 'power-on') line.power(true);
  };
  const line = hostLine(place, settings.baud ?? 0, fromHost, emit);
  const proxy = lyingProxy(settings.proxy ?? 'none', (bytes) => line.write(bytes));
  const printer = new Printer(settings, clock, {
    send: (bytes) => line.write(proxy.passedOn(bytes)),
    emit,
    hold: (on) => line.hold(on),
  });
  function fromHost(bytes: Uint8Array): void {
    printer.receive(proxy.watch(bytes));
  }
  const replug = async (args: Record<string, unknown>): Promise<object> => {
    line.unplug();
    printer.unplug();
    emit('unplugged');
    await new Promise((resolve) => clock.after(whole(args, 'ms', 0), () => resolve(null)));
    const address = await line.open();
    emit('listening', { address });
    return { address };
  };
  const address = await line.open();
  process.on('exit', () => line.unplug());
  control = serveControl({ ...printerVerbs(printer), replug });
  emit('listening', { address });
}

try {
  const { place, settings } = readOptions(process.argv.slice(2));
  await run(place, settings);
} catch (error) {
  process.stderr.write(`printer emulator: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
