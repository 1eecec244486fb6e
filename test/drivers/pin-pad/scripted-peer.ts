/** The far end of a pseudo-terminal, that plays golden dialogues: it speaks when it has heard what the host of the transcript says. */
import { openPty } from '../../emulators/pty.ts';
import { dialogue } from './golden.ts';

export interface ScriptedPeer {
  readonly address: string;
  /** Resolves when the dialogue has been played to its end; rejects when the host says something else. */
  play(name: string, how?: { readonly byteByByte: boolean }): Promise<void>;
  /** Unplugs. */
  close(): void;
}

export function scriptedPeer(): ScriptedPeer {
  const pty = openPty();
  let heard = Buffer.alloc(0);
  let check = (): void => {};
  pty.onData((bytes) => {
    heard = Buffer.concat([heard, bytes]);
    check();
  });
  const hear = (expected: Uint8Array): Promise<void> =>
    new Promise((resolve, reject) => {
      check = () => {
        const length = Math.min(heard.length, expected.length);
        if (!heard.subarray(0, length).equals(expected.subarray(0, length)))
          reject(new Error(`expected ${Buffer.from(expected).toString('hex')}, heard ${heard.toString('hex')}`));
        if (heard.length < expected.length) return;
        heard = heard.subarray(expected.length);
        check = () => {};
        resolve();
      };
      check();
    });
  return {
    address: `serial:${pty.path}?baud=9600`,
    async play(name, how = { byteByByte: false }) {
      for (const { from, bytes } of dialogue(name)) {
        if (from === 'host') await hear(bytes);
        else if (how.byteByByte) for (const byte of bytes) pty.write(Uint8Array.of(byte));
        else pty.write(bytes);
      }
    },
    close: () => pty.close(),
  };
}
