/** `node test/emulators/keypad/main.ts --socket PATH [--report-id N] [--numlock around]` */
import { serveHidDevice } from '../hid-shell.ts';
import { Keypad } from './keypad.ts';

await serveHidDevice(['report-id', 'numlock'], (world, options) => {
  const id = options['report-id'];
  return new Keypad(world, {
    ...(id === undefined ? {} : { reportId: Number(id) }),
    numLockAround: options.numlock === 'around',
  });
});
