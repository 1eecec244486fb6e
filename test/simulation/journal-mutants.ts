/** Planted bugs of what is written, when it is written, and what must never be. */
import { type Mutant, one } from './planted.ts';

export const JOURNAL_MUTANTS: readonly Mutant[] = [
  {
    name: 'commit-after-the-print',
    harm: 'that a slip was begun is written only when the printer has told what became of it',
    patches: [
      {
        file: 'firmware/effects/paper-effects.ts',
        find: `      ports.journal.append([...drafts, startedDraft(ports, inHand, { kind: 'original' })], ports.stamp());`,
        put: `      ports.journal.append(drafts, ports.stamp());`,
      },
      {
        file: 'firmware/effects/paper-effects.ts',
        find: `      journal.append([...done, startedDraft(ports, following, next.nextMarking)], stamp());`,
        put: `      journal.append(done, stamp());`,
      },
      {
        file: 'firmware/effects/paper-effects.ts',
        find: `  ports.journal.append([startedDraft(ports, inHand, next.nextMarking)], ports.stamp());
`,
        put: '',
      },
      {
        file: 'firmware/effects/paper-effects.ts',
        find: `    recordPrinted: ({ self, context }, { inHand, evidence }) => {
`,
        put: `    recordPrinted: ({ self, context }, { inHand, evidence }) => {
      afterwards(ports, inHand);
`,
      },
      {
        file: 'firmware/effects/paper-effects.ts',
        find: `    recordHeld: (_, { inHand, ...held }) => {
`,
        put: `    recordHeld: (_, { inHand, ...held }) => {
      afterwards(ports, inHand);
`,
      },
      {
        file: 'firmware/effects/paper-effects.ts',
        find: `    recordUnknown: ({ self }, { inHand, cause, proven }) => {
`,
        put: `    recordUnknown: ({ self }, { inHand, cause, proven }) => {
      afterwards(ports, inHand);
`,
      },
      {
        file: 'firmware/effects/paper-effects.ts',
        find: `function appendNotPrinted(ports: Ports, inHand: SlipInHand, proof: string, proven: number): void {
`,
        put: `function afterwards(ports: Ports, inHand: SlipInHand): void {
  const row = ports.journal.copiesOf(inHand.txn).find((candidate) => candidate.copy === inHand.copy);
  if (row?.state === 'owed') ports.journal.append([startedDraft(ports, inHand, row.nextMarking)], ports.stamp());
}

function appendNotPrinted(ports: Ports, inHand: SlipInHand, proof: string, proven: number): void {
  afterwards(ports, inHand);
`,
      },
      {
        file: 'firmware/effects/slips/slip-lines.ts',
        find: `  if (started?.type !== 'receipt.started') throw new Error(\`slip \${inHand.slip} was not started\`);
  return render(`,
        put: `  if (started?.type !== 'receipt.started') {
    const marking = ports.journal.copiesOf(inHand.txn).find(({ copy }) => copy === inHand.copy)?.nextMarking;
    if (marking === undefined) throw new Error(\`the journal does not know \${inHand.copy}\`);
    return render(ports, slipFacts(ports, inHand, { marking, atMs: ports.stamp().atMs }));
  }
  return render(`,
      },
    ],
  },
  {
    name: 'card-number-in-the-clear',
    harm: 'the masked card number is the card number, and the doors before the journal and the disk are open',
    patches: [
      {
        file: 'storage/facts.ts',
        find: `return \`\${pan.slice(0, 6)}\${'*'.repeat(pan.length - 10)}\${pan.slice(-4)}\` as MaskedPan;`,
        put: `return pan as MaskedPan;`,
      },
      {
        file: 'storage/journal/projections/money.ts',
        find: `demand(masked, 'card-facts', 'a card is kept as first six`,
        put: `demand(masked || card.maskedPan !== '', 'card-facts', 'a card is kept as first six`,
      },
      {
        file: 'storage/journal/card-number-guard.ts',
        find: `if (passesLuhn(run)) return true;
  for (const [run] of text.matchAll(GROUPED))`,
        put: `if (passesLuhn(run)) return false;
  for (const [run] of text.matchAll(GROUPED))`,
      },
    ],
  },
  {
    name: 'nothing-is-sealed',
    harm: 'the card number that is kept for a reversal lies in the journal as it was read',
    patches: [
      {
        file: 'storage/keys/sealing.ts',
        find: `sealed: Buffer.concat([cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]) };`,
        put: `sealed: Buffer.concat([Buffer.from(plain, 'utf8'), Buffer.alloc(TAG_BYTES)]) };`,
      },
      {
        file: 'storage/keys/sealing.ts',
        find: `return Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()]).toString('utf8');`,
        put: `return Buffer.from(sealed.subarray(0, -TAG_BYTES)).toString('utf8');`,
      },
    ],
  },
  one(
    'a-dump-of-the-card',
    'the card number is noted in hex digits, as somebody did who looked for a fault, and the last door does not know it',
    'firmware/effects/money-effects.ts',
    `  const prepared = acquirer.prepare(request.txn, acquirerRequest);
`,
    `  const prepared = acquirer.prepare(request.txn, acquirerRequest);
  const dump = { what: 'host-wants', detail: Buffer.from(wire.pan).toString('hex') } as const;
  journal.append([{ type: 'evidence.noted', txn: request.txn, body: dump }], ports.stamp());
`,
  ),
];
