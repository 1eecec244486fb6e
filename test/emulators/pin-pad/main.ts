/**
 * `node test/emulators/pin-pad/main.ts [--symlink PATH] [--baud 9600] [--keys dukpt|master-session] [--ksn HEX] [--full-ksn yes]
 * [--master-key HEX] [--serial TEXT] [--mac-eot yes]`
 */
import { serveSerialDevice } from '../serial-shell.ts';
import { choiceOf } from '../verb-arguments.ts';
import { PinPad } from './pin-pad.ts';

serveSerialDevice(9600, ['keys', 'ksn', 'full-ksn', 'master-key', 'serial', 'mac-eot'], (world, options) => {
  const masterKey = options['master-key'];
  return new PinPad(world, {
    keys: choiceOf(options, 'keys', ['dukpt', 'master-session'], 'dukpt'),
    fullKsn: options['full-ksn'] === 'yes',
    macEot: options['mac-eot'] === 'yes',
    ...(options.ksn === undefined ? {} : { ksn: options.ksn }),
    ...(masterKey === undefined ? {} : { masterKey }),
    ...(options.serial === undefined ? {} : { serial: options.serial }),
  });
});
