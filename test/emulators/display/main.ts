/** `node test/emulators/display/main.ts [--symlink PATH] [--baud 9600] [--dialect dm-d|cd5220] [--charset ascii|gb18030]` */
import { serveSerialDevice } from '../serial-shell.ts';
import { Display } from './display.ts';

serveSerialDevice(9600, ['dialect', 'charset'], (world, options) => {
  const dialect = options.dialect ?? 'dm-d';
  if (dialect !== 'dm-d' && dialect !== 'cd5220') throw new Error('--dialect must be dm-d or cd5220');
  return new Display(world, { dialect, gb18030: options.charset === 'gb18030' });
});
