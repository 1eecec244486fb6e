/**
 * `terminal.json` (design §8, §13): what it may say. A wrong key or value is named with what would be right; nothing is guessed.
 */
import { z } from 'zod';
import { profileNames } from '../../drivers/acquirer/profiles/named.ts';

const link = z.string().min(1);
const hex32or48 = z.string().regex(/^([0-9A-Fa-f]{32}|[0-9A-Fa-f]{48})$/, 'expected 32 or 48 hex digits');

const phone = z.string().regex(/^[0-9+() -]{3,20}$/, 'expected digits, +, -, brackets and spaces, 20 at most');

const charset = z.enum(['gb18030', 'ascii']);

const printer = {
  driver: z.literal('escpos'),
  link,
  columns: z.union([z.literal(48), z.literal(32)]).default(48),
  charset: charset.default('gb18030'),
  /** Receive buffer of this unit in bytes; without flow control never more is under way. */
  buffer: z.number().int().min(45).max(65_536).optional(),
  /** False: it has no back channel at all. It is printed on, and the cashier is asked about every slip. */
  answers: z.boolean().optional(),
};

const devices = z.strictObject({
  printer: z.strictObject({
    ...printer,
    /** A portable bitmap (PBM), beside the configuration. */
    logo: z.string().min(1).optional(),
  }),
  /** The other printer, which the cashier may choose when the first one cannot print. */
  printer2: z.strictObject(printer).optional(),
  cardReader: z.strictObject({
    driver: z.enum(['magtek-hid', 'magnesafe-hid', 'securemag-hid', 'neo-serial', 'msr-serial']),
    link,
  }),
  keypad: z.strictObject({ driver: z.literal('hid-keypad'), link }),
  pinPad: z
    .strictObject({
      driver: z.literal('pinpad1000se'),
      link,
      /** Under which the pad keeps the terminal master key, 0–9; left out: the one that was selected when it was loaded. */
      masterKeySlot: z.number().int().min(0).max(9).optional(),
    })
    .optional(),
  customerDisplay: z.strictObject({ driver: z.enum(['dm-d', 'cd5220']), link, charset: charset.optional() }).optional(),
  cashierScreen: z
    .strictObject({
      driver: z.literal('console'),
      link,
      columns: z.number().int().min(24).max(200).optional(),
      rows: z.number().int().min(6).max(100).optional(),
    })
    .optional(),
  scanner: z.strictObject({ driver: z.enum(['hid-pos', 'hid-wedge', 'serial']), link }).optional(),
  maintenance: z.strictObject({ link }).optional(),
});

const acquirer = z.strictObject({
  profile: z.enum(profileNames),
  /** For `iso87`: how this acquirer wants its messages spelled (facts/acquirer §1.8). */
  encoding: z
    .strictObject({
      digits: z.enum(['ascii', 'bcd']).default('ascii'),
      bitmap: z.enum(['hex', 'binary']).default('hex'),
      length: z.enum(['binary2', 'bcd2', 'ascii4', 'vml']).default('binary2'),
      tpdu: z.boolean().default(false),
    })
    .optional(),
  link,
  /** Approving codes that this acquirer answers without a MAC (facts/acquirer §1.3); each can then be forged by whoever sits on the line. */
  unsealedApprovals: z.array(z.enum(['10', '11', 'A2', 'A4', 'A5', 'A6'])).optional(),
  /** True: a refund is taken with the card only, so the customer must come with it; false: the number that was kept will do. */
  refundNeedsCard: z.boolean().optional(),
  tpdu: z
    .string()
    .regex(/^[0-9A-Fa-f]{10}$/, 'expected 10 hex digits')
    .default('6000030000'),
  timeoutSeconds: z.number().positive().max(600).default(60),
  /** A part of a sale may be approved, where the account does not hold all of it; the customer is asked (facts/acquirer §1.3, 60.6). */
  partialApproval: z.boolean().default(false),
  /** An echo by itself after so long without a word from the acquirer; left out: none. Each spends a trace number. */
  echoAfterIdleSeconds: z.number().int().min(30).max(86_400).optional(),
  keys: z.strictObject({ tmk: hex32or48 }).optional(),
  /** Whom the shop calls; stands in the help. */
  phone: phone.optional(),
});

/** DE 49 is 156 in every request of both profiles (facts/acquirer §1.3). */
const SETTLED_IN = 'CNY';

const terminalFileSchema = z
  .strictObject({
    $schema: z.string().optional(),
    terminal: z.strictObject({
      tid: z.string().regex(/^[0-9A-Za-z]{8}$/, 'expected 8 letters or digits'),
      mid: z.string().regex(/^[0-9A-Za-z]{15}$/, 'expected 15 letters or digits'),
      merchant: z.string().min(1).max(60),
      currency: z
        .string()
        .regex(/^[A-Z]{3}$/, 'expected an ISO 4217 code such as CNY')
        .default('CNY'),
      locale: z.enum(['zh-CN', 'en', 'zh-en']).default('zh-CN'),
      mode: z.enum(['live', 'training', 'simulated']),
      /** Whom customers and cashiers call; stands on slips and in the help. */
      servicePhone: phone.optional(),
    }),
    data: z.string().min(1).default('./var'),
    devices,
    acquirer,
    policy: z.string().min(1).optional(),
    /** What the technician may have done to the machine below; a program and its arguments. Not to be changed over the port. */
    maintenance: z
      .strictObject({
        rebootCommand: z.array(z.string().min(1)).min(1).optional(),
        shutdownCommand: z.array(z.string().min(1)).min(1).optional(),
      })
      .optional(),
    backup: z
      .strictObject({
        /** A folder, or a stick; relative to this file. */
        folder: z.string().min(1).optional(),
        everyHours: z.number().positive().default(24),
        keep: z.number().int().min(1).default(14),
      })
      .default({ everyHours: 24, keep: 14 }),
  })
  .superRefine((file, context) => {
    if (file.terminal.currency !== SETTLED_IN) {
      context.addIssue({
        code: 'custom',
        path: ['terminal', 'currency'],
        message: `every profile charges in ${SETTLED_IN} (DE 49): amounts of ${file.terminal.currency} would be taken as that; allowed: ${SETTLED_IN}`,
      });
    }
    if (file.terminal.mode === 'live' && file.acquirer.keys !== undefined) {
      context.addIssue({
        code: 'custom',
        path: ['acquirer', 'keys'],
        message:
          "software keys are accepted in simulated and training mode only; in live mode the keys are the PIN pad's",
      });
    }
    if (file.devices.printer2?.link === file.devices.printer.link) {
      context.addIssue({
        code: 'custom',
        path: ['devices', 'printer2', 'link'],
        message: 'is that of devices.printer: two printers have two links; name the other one, or leave printer2 out',
      });
    }
    for (const { path, message } of liveFaults(file)) context.addIssue({ code: 'custom', path: [...path], message });
    if (file.acquirer.profile === 'iso87' && file.devices.pinPad !== undefined) {
      context.addIssue({
        code: 'custom',
        path: ['devices', 'pinPad'],
        message:
          'the profile iso87 brings no PIN key at its sign-on, so no PIN can be asked for; leave the PIN pad out',
      });
    }
    if (file.acquirer.partialApproval && file.acquirer.profile === 'iso87') {
      context.addIssue({
        code: 'custom',
        path: ['acquirer', 'partialApproval'],
        message: 'not with profile iso87, whose requests have no place to offer it; allowed: false',
      });
    }
    if (file.acquirer.encoding !== undefined && file.acquirer.profile !== 'iso87') {
      context.addIssue({
        code: 'custom',
        path: ['acquirer', 'encoding'],
        message: 'the profile unionpay is spelled in one way only; leave it out',
      });
    }
    const isKeyed = file.acquirer.profile !== 'iso87';
    if (isKeyed && file.terminal.mode !== 'live' && file.acquirer.keys === undefined) {
      context.addIssue({
        code: 'custom',
        path: ['acquirer', 'keys'],
        message: 'acquirer.keys.tmk is required in simulated and training mode',
      });
    }
  });

/**
 * In `live` mode money moves: the keys of a profile with MACs are the PIN pad's (facts/acquirer §1.6), and a profile without MACs has nothing but its
 * line to prove the host by, which must then be TLS with a pinned CA.
 */
function liveFaults(file: {
  readonly terminal: { readonly mode: string };
  readonly devices: { readonly pinPad?: { readonly masterKeySlot?: number | undefined } | undefined };
  readonly acquirer: {
    readonly profile: string;
    readonly link: string;
    readonly unsealedApprovals?: readonly string[] | undefined;
  };
}): readonly { readonly path: readonly string[]; readonly message: string }[] {
  if (file.terminal.mode !== 'live') return [];
  const { pinPad } = file.devices;
  const isPinned = /^tls:.*[?&]ca=/.test(file.acquirer.link);
  if ((file.acquirer.unsealedApprovals ?? []).length > 0 && !isPinned) {
    const message = 'approvals without a MAC are believed in live mode only over tls: with a pinned CA (?ca=FILE)';
    return [{ path: ['acquirer', 'unsealedApprovals'], message }];
  }
  if (file.acquirer.profile === 'iso87') {
    if (isPinned) return [];
    const message = 'iso87 has no MAC: in live mode its link must be tls: with a pinned CA (?ca=FILE)';
    return [{ path: ['acquirer', 'link'], message }];
  }
  if (pinPad === undefined) {
    const message = 'live mode takes its MAC and PIN keys from the PIN pad, and none is configured';
    return [{ path: ['devices', 'pinPad'], message }];
  }
  if (pinPad.masterKeySlot !== undefined) return [];
  const message =
    'live mode needs the slot (0-9) under which the PIN pad keeps the terminal master key: its MAC command names it';
  return [{ path: ['devices', 'pinPad', 'masterKeySlot'], message }];
}

export type TerminalFile = z.infer<typeof terminalFileSchema>;

/** The configuration cannot be used; one line for each fault. Exit code 2. */
export class ConfigurationWrong extends Error {
  override readonly name = 'ConfigurationWrong';
}

/**
 * Reads the text of a `terminal.json`.
 * @throws ConfigurationWrong naming each key, what was found and what is allowed.
 */
export function readTerminalFile(text: string, path: string): TerminalFile {
  return readJson(text, path, terminalFileSchema);
}

/** Shared with the policy file. */
export function readJson<Schema extends z.ZodType>(text: string, path: string, schema: Schema): z.output<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ConfigurationWrong(
      `配置不是有效的 JSON / ${path} is not valid JSON: ${(error as Error).message}; 请改正后重试 correct it and start again`,
    );
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const faults = result.error.issues.map(describeIssue).join('; ');
  throw new ConfigurationWrong(`配置有误 / ${path}: ${faults}; 请改正后重试 correct it and start again`);
}

function describeIssue(issue: z.core.$ZodIssue): string {
  const key = issue.path.join('.') || '(top level)';
  if (issue.code === 'unrecognized_keys')
    return `unknown key ${issue.keys.map((name) => [...issue.path, name].join('.')).join(', ')}`;
  if (issue.code === 'invalid_value')
    return `${key}: allowed are ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`;
  return `${key}: ${issue.message}`;
}
