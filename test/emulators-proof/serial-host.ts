/** The real `serialport` package as the host of an emulator's line. */
import { SerialPort } from 'serialport';

export interface SerialHost {
  /** Resolves to the next `count` bytes. */
  read(count: number): Promise<Buffer>;
  write(bytes: Uint8Array): void;
  close(): Promise<void>;
}

export async function openSerialHost(path: string, baudRate: number): Promise<SerialHost> {
  const port = await new Promise<SerialPort>((resolve, reject) => {
    const opened = new SerialPort({ path, baudRate }, (error) => (error ? reject(error) : resolve(opened)));
  });
  port.on('error', () => {}); // 'close' follows
  let held: Buffer = Buffer.alloc(0);
  let wake: () => void = () => {};
  port.on('data', (bytes: Buffer) => {
    held = Buffer.concat([held, bytes]);
    wake();
  });
  return {
    async read(count) {
      while (held.length < count) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const bytes = held.subarray(0, count);
      held = held.subarray(count);
      return bytes;
    },
    write: (bytes) => void port.write(bytes),
    close: () => new Promise((resolve) => (port.isOpen ? port.close(() => resolve()) : resolve())),
  };
}
