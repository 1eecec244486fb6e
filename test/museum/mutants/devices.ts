/** Wrong implementations that the exhibits about keys, cards, PINs and lines must see. */
import { broken, type MuseumMutant } from './mutant.ts';

const PAD = 'drivers/pin-pad/step.ts';
const GATE = 'drivers/card-reader/card-gate.ts';
const SERIAL = 'drivers/link/serial-pipe.ts';

export const deviceMutants: readonly MuseumMutant[] = [
  broken(
    'ospos-3081',
    'the same code again at once is a second item',
    'drivers/scanner/scan-desk.ts',
    `if (!again) this.#on(`,
    `if (again || !again) this.#on(`,
    'one scan',
  ),
  {
    exhibit: 'ospos-3081',
    harm: 'CR and LF end the same code, each of them',
    test: 'one scan',
    patches: [
      {
        file: 'drivers/scanner/line-reader.ts',
        find: `        this.forget();
      } else if (this.#length`,
        put: `        if (byte !== 0x0d) this.forget();
      } else if (this.#length`,
      },
      {
        file: 'drivers/scanner/scan-desk.ts',
        find: `this.#last.text === text && atMs`,
        put: `this.#last.text === text && atMs > this.#last.atMs && atMs`,
      },
    ],
  },
  broken(
    'ospos-3081',
    'every contact of a bouncing key is a press',
    'drivers/keypad/connect-keypad.ts',
    `if (contact === 'bounce') continue;`,
    `if (contact === 'bounce') press(key);`,
    'one press',
  ),
  broken(
    'ospos-3081',
    'a state that is told again is pressed again',
    'drivers/keypad/wire.ts',
    `const fresh = pressedSince(state.down, down);`,
    `const fresh = down;`,
    'one press',
  ),
  {
    exhibit: 'quick-unplug',
    harm: 'a line that reads nothing is read again, and nobody looks whether the port is there',
    test: null,
    patches: [
      { file: SERIAL, find: `emptyRead: 'hang-up'`, put: `emptyRead: 'nothing'` },
      { file: SERIAL, find: `if (stillThere(opened)) cancelProbe`, put: `if (opened !== null) cancelProbe` },
      {
        file: 'drivers/link/pump.ts',
        find: `            life.lose(causeOfErrorWhileOpen(error, 'unplugged'), \`the line reports: \${textOf(error)}\`);`,
        put: `            void [error, causeOfErrorWhileOpen, textOf];`,
      },
      {
        file: 'drivers/link/receiver.ts',
        find: `      if (!wouldBlock(error))
        this.#life.lose(`,
        put: `      if (!wouldBlock(error) && this.#pauseMs < 0)
        this.#life.lose(`,
      },
    ],
  },
  {
    exhibit: 'stale-write',
    harm: 'what is written while the port is closed waits for the next one',
    test: null,
    patches: [
      {
        file: SERIAL,
        find: `const PROBE_MS = 300;`,
        put: `const PROBE_MS = 300;
const waiting: Uint8Array[] = [];`,
      },
      {
        file: SERIAL,
        find: `      life.opened();
`,
        put: `      life.opened();
      for (const bytes of waiting.splice(0)) pump.write(bytes);
`,
      },
      {
        file: SERIAL,
        find: `    write: (bytes) => pump?.write(bytes) ?? 'refused',`,
        put: `    write: (bytes) => {
      if (life.state === 'open') return pump?.write(bytes) ?? 'refused';
      waiting.push(bytes);
      return 'refused';
    },`,
      },
    ],
  },
  broken(
    'lrc-is-etx',
    'bytes that look like controls are controls, also in the place of the checksum',
    'drivers/pin-pad/wire.ts',
    `if (this.#place.in === 'lrc') return this.#finish(this.#place.group, byte);`,
    `if (this.#place.in === 'lrc' && ![STX, ETX, EOT, ACK, NAK].includes(byte))
      return this.#finish(this.#place.group, byte);`,
  ),
  broken(
    'late-71',
    'a PIN block counts for whatever is asked now',
    PAD,
    `const answer = isAt(heard, 'answering') && !repeated ?`,
    `const answer = isAt(heard, 'answering') && (repeated || !repeated) ?`,
  ),
  broken(
    'late-71',
    'a PIN block that nobody waits for is not acknowledged',
    PAD,
    `return { state: answered.state, out: [control('ack'), ...answered.out, { do: 'wipe', bytes: body }] };`,
    `const ack = answer === null ? [] : [control('ack')];
        return { state: answered.state, out: [...ack, ...answered.out, { do: 'wipe', bytes: body }] };`,
  ),
  broken(
    'stale-swipe',
    'a card counts whenever it is swiped',
    GATE,
    `const reading = this.#armed ? readSwipe(swipe) : null;`,
    `const reading = this.#over ? null : readSwipe(swipe);`,
  ),
  broken(
    'stale-swipe',
    'after one card the next counts as well',
    GATE,
    `      this.#armed = false;
      this.#failuresInARow = 0;`,
    `      this.#failuresInARow = 0;`,
  ),
];
