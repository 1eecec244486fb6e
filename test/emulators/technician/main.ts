/**
 * `node test/emulators/technician/main.ts --symlink PORT [--baud 115200] [--attach PATH]`: the technician's end of the maintenance cable. What the terminal
 * says comes as events; a person's own terminal program, or a script, may be attached to the other end at `PATH`.
 */
import type { Pty } from '../pty.ts';
import { openPty } from '../pty.ts';
import { serveSerialDevice } from '../serial-shell.ts';
import { Technician } from './technician.ts';

serveSerialDevice(115_200, ['attach'], (world, { attach }) => {
  const technician = new Technician(world, attach === undefined ? () => {} : (bytes) => outlet.write(bytes));
  const outlet: Pick<Pty, 'write'> = attach === undefined ? { write: () => {} } : openOutlet(attach);

  function openOutlet(symlink: string): Pty {
    const pty = openPty({ symlink });
    pty.onData((bytes) => technician.typed(bytes));
    pty.onHostOpen(() => world.emit('attached', { path: symlink }));
    // The cable is still in; whoever holds the counter decides whether it goes with the window.
    pty.onHostClose(() => world.emit('detached', { path: symlink }));
    return pty;
  }

  return technician;
});
