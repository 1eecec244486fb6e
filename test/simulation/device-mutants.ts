/** Planted bugs of the devices before which people stand, of the drawer, and of refunds without a sale. */
import { type Mutant, one } from './planted.ts';

export const DEVICE_MUTANTS: readonly Mutant[] = [
  one(
    'any-reader-will-do',
    'a reader that was exchanged is used without a word',
    'firmware/rules/same-device.ts',
    `return lastNumber !== null && told !== lastNumber;`,
    `return lastNumber === 'none' && told !== lastNumber;`,
  ),
  {
    name: 'charge-what-is-shown-of-the-card',
    harm: 'the masked track of an encrypting reader is taken for the card, whose check digit is not looked at',
    patches: [
      {
        file: 'drivers/card-reader/magnesafe-wire.ts',
        find: `    kind: 'encrypted',
    entryMode: 'swipe',
    masked: tracksAt(report, MASKED_LENGTH_AT, MASKED_AT),
    ksn: report.subarray(KSN_AT, KSN_AT + KSN_BYTES),
    track2: secret[1].bytes,
    covers: 'track2',`,
        put: `    kind: 'clear',
    entryMode: 'swipe',
    tracks: tracksAt(report, MASKED_LENGTH_AT, MASKED_AT),`,
      },
      {
        file: 'drivers/card-reader/tracks.ts',
        find: `return luhnHolds(pan) || (pan[0] === 0x36 && pan[1] === 0x32);`,
        put: `return luhnHolds(pan) || pan.length > 0;`,
      },
    ],
  },
  one(
    'whatever-it-remembers',
    'a printer that has forgotten the beginning of a slip is believed its end',
    'drivers/printer/memory.ts',
    `const isForgotten = hex(body) === memoryIn(found)?.whenEmpty;`,
    `const isForgotten = found.memory === null;`,
  ),
  one(
    'the-line-holds-nothing',
    'what flow control held back while the printer was off proves the slip, as before anything was done about it',
    'drivers/printer/session.ts',
    `outlastsPower: link?.kind === 'serial' &&`,
    `outlastsPower: link?.kind === 'file' &&`,
  ),
  one(
    'one-row-of-the-display',
    'both rows of a CD5220 are painted on the first',
    'drivers/display/wire.ts',
    `row: (row) => [0x1b, 0x6c, 0x01, row],`,
    `row: (row) => [0x1b, 0x6c, 0x01, Math.min(row, 1)],`,
  ),
  one(
    'one-label-two-pieces',
    'a label that the beam meets twice is two pieces',
    'drivers/scanner/scan-desk.ts',
    `atMs - this.#last.atMs < DEBOUNCE_MS;`,
    `atMs < this.#last.atMs;`,
  ),
  one(
    'nobody-answers-for-the-drawer',
    'a drawer that the printer does not open now is never spoken of again',
    'firmware/effects/cash-effects.ts',
    `if (ports.drawerPrinter()?.pulseDrawer() !== 'accepted') paper.drawerWanted(txn);`,
    `if (ports.drawerPrinter()?.pulseDrawer() !== 'accepted' && txn !== null) paper.drawerWanted(txn);`,
  ),
  {
    name: 'cancel-alone',
    harm: 'a completion is cancelled by one person, whatever it takes for a refund',
    patches: [
      {
        file: 'firmware/machines/refund-control.ts',
        find: `always: [{ guard: ({ context }) => context.second === null, target: 'checkingPaper' }, { target: 'approving' }],`,
        put: `always: [
    { guard: ({ context }) => context.second === null || context.cancels, target: 'checkingPaper' },
    { target: 'approving' },
  ],`,
      },
      {
        file: 'storage/journal/projections/projector.ts',
        find: `      case 'completionCancel.submitted':
      case 'cash.givenBack':
        this.#approvals`,
        put: `      case 'cash.givenBack':
        this.#approvals`,
      },
    ],
  },
  {
    name: 'no-limit-of-the-shift',
    harm: 'refunds without a sale are only limited one by one',
    patches: [
      {
        file: 'firmware/rules/unreferenced.ts',
        find: `if (inShiftMinor + amountMinor > perShiftMinor) {`,
        put: `if (amountMinor > limitMinor) {`,
      },
      {
        file: 'storage/journal/projections/approvals.ts',
        find: `before + amountMinor <= mostInShift,`,
        put: `before >= 0,`,
      },
    ],
  },
];
