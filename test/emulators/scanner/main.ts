/**
 * `node test/emulators/scanner/main.ts --model NAME …`
 *
 * `hid-pos --socket PATH`, `hid-vendor --socket PATH`,
 * `wedge --socket PATH [--layout us|de|fr] [--suffix enter|kp-enter|tab|none]`,
 * `serial [--symlink PATH] [--baud 9600] [--suffix cr|crlf|lf|none] [--aim yes]`.
 */
import { parseArgs } from 'node:util';
import { serveHidDevice } from '../hid-shell.ts';
import { serveSerialDevice } from '../serial-shell.ts';
import { choiceOf } from '../verb-arguments.ts';
import { layoutNames } from './layouts.ts';
import { Scanner } from './scanner.ts';

const { values } = parseArgs({ options: { model: { type: 'string' } }, strict: false });

const models: Readonly<Record<string, () => void | Promise<void>>> = {
  'hid-pos': () =>
    serveHidDevice(['model'], (world) => new Scanner({ ...world, tell: world.input }, { kind: 'hid-pos' })),
  'hid-vendor': () =>
    serveHidDevice(['model'], (world) => new Scanner({ ...world, tell: world.input }, { kind: 'hid-vendor' })),
  wedge: () =>
    serveHidDevice(['model', 'layout', 'suffix'], (world, options) => {
      const layout = choiceOf(options, 'layout', layoutNames, 'us');
      const suffix = choiceOf(options, 'suffix', ['enter', 'kp-enter', 'tab', 'none'], 'enter');
      return new Scanner({ ...world, tell: world.input }, { kind: 'wedge', layout, suffix });
    }),
  serial: () =>
    serveSerialDevice(9600, ['model', 'suffix', 'aim'], (world, options) => {
      const suffix = choiceOf(options, 'suffix', ['cr', 'crlf', 'lf', 'none'], 'cr');
      return new Scanner({ ...world, tell: world.send }, { kind: 'serial', aim: options.aim === 'yes', suffix });
    }),
};

const serve = models[String(values.model)];
if (serve === undefined) throw new Error(`--model must be one of ${Object.keys(models).join(', ')}`);
await serve();
