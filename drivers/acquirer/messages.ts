/** Requests as messages: the profile's tables filled from a request (facts/acquirer §1.2, §1.4). Pure. */
import type { AcquirerRequest, ReversalImage } from './acquirer.ts';
import { encodeMessage } from './codec.ts';
import type { FieldContent, Message } from './dialect.ts';
import { FieldRefused } from './faults.ts';
import type { AcquirerProfile, FieldTemplates, Template, TransactionSpec } from './profile.ts';
import { isSourceName, type Sources, sourcesOf, type TerminalIdentity } from './sources.ts';

export interface Composed {
  readonly message: Message;
  /** Null for a reversal, which has no row of its own. */
  readonly spec: TransactionSpec | null;
  readonly macDue: boolean;
  readonly reversalImage: ReversalImage | null;
}

/** @throws FieldRefused or Error where the profile has no such transaction or the dialect cannot carry a value: bugs of the caller. */
export function compose(profile: AcquirerProfile, identity: TerminalIdentity, request: AcquirerRequest): Composed {
  if (request.kind === 'reversal') return composeReversal(profile, identity, request);
  const spec = profile.transactions[request.kind];
  if (spec === undefined) throw new Error(`the profile ${profile.name} has no ${request.kind}`);
  const namesNothing = 'original' in request && request.original === null;
  if (namesNothing && !(request.kind === 'refund' && profile.terms.unreferencedRefunds))
    throw new Error(`the profile ${profile.name} has no ${request.kind} without an original`);
  const sources = sourcesOf(profile, identity, request);
  const fields = fill(profile, spec.fields, sources);
  const isRepeat = 'isRepeat' in request && request.isRepeat === true;
  return {
    message: { mti: isRepeat ? (spec.repeatMti ?? spec.mti) : spec.mti, fields },
    spec,
    macDue: spec.mac && profile.mac !== null,
    reversalImage: spec.reversal === null ? null : imageOf(profile, spec.reversal, sources, fields),
  };
}

/** The request as its reversal will carry it: without track data, PIN block and what the profile drops besides. */
function imageOf(
  profile: AcquirerProfile,
  differing: FieldTemplates,
  sources: Sources,
  request: ReadonlyMap<number, string>,
): ReversalImage {
  const fields = new Map(request);
  for (const [field, value] of fill(profile, differing, sources)) {
    // Without a character it is not carried at all: DE 55 of what has no chip data to undo (facts §1.4).
    if (value === '') fields.delete(field);
    else fields.set(field, value);
  }
  const kept = [...fields].filter(([field]) => !isNeverKept(profile, field)).sort(([a], [b]) => a - b);
  return { profile: profile.name, fields: Object.fromEntries(kept.map(([field, value]) => [String(field), value])) };
}

/** Track data and PIN block may not be stored after authorisation, whatever a profile says (PCI 3.3.1; facts §6). */
const SENSITIVE: readonly number[] = [35, 36, 45, 52];
const isNeverKept = (profile: AcquirerProfile, field: number): boolean =>
  SENSITIVE.includes(field) || profile.reversal.drop.includes(field);

function composeReversal(
  profile: AcquirerProfile,
  identity: TerminalIdentity,
  request: Extract<AcquirerRequest, { kind: 'reversal' }>,
): Composed {
  if (request.image.profile !== profile.name) {
    throw new Error(`a reversal image of ${request.image.profile} under the profile ${profile.name}`);
  }
  const fields = new Map<number, string>();
  for (const [field, value] of Object.entries(request.image.fields)) {
    if (!isNeverKept(profile, Number(field))) fields.set(Number(field), value);
  }
  const sources = sourcesOf(profile, identity, request);
  for (const [field, value] of fill(profile, profile.reversal.fields, sources)) fields.set(field, value);
  return {
    message: { mti: profile.reversal.mti, fields },
    spec: null,
    macDue: profile.mac !== null,
    reversalImage: null,
  };
}

function fill(profile: AcquirerProfile, templates: FieldTemplates, sources: Sources): Map<number, string> {
  const fields = new Map<number, string>();
  for (const [name, template] of Object.entries(templates)) {
    const field = Number(name);
    const spec = profile.dialect.fields[field];
    if (spec === undefined) throw new FieldRefused(field, `not in the dialect ${profile.dialect.name}`);
    const value = render(template, sources, spec.content);
    if (value !== null) fields.set(field, value);
  }
  return fields;
}

/** The value of a template, null where one of its sources has none. @throws Error on a source that does not exist: a slip in the table. */
export function render(template: Template, sources: Sources, content: FieldContent): string | null {
  if (template === null) return null;
  const pattern = typeof template === 'string' ? template : template.text;
  let missing = false;
  const value = pattern.replace(/\{(\w+)(?:\?([^}]*))?\}/g, (_whole, name: string, literal: string | undefined) => {
    if (!isSourceName(name)) throw new Error(`a template names an unknown source: ${name}`);
    const source = sources[name] ?? null;
    if (source === null) missing = true;
    return literal ?? source ?? '';
  });
  if (missing) return null;
  const asBytes = typeof template !== 'string' && content === 'b';
  return asBytes ? Buffer.from(value, 'latin1').toString('hex').toUpperCase() : value;
}

/** A message that is whole but for its MAC; `underMac` is null where none is due. */
export interface Sealing {
  /** Everything from the MTI to the field before the MAC (facts §1.1). */
  readonly underMac: Uint8Array | null;
  /** @param mac eight bytes, where one is due. @returns the message as bytes */
  seal(mac: Uint8Array | null): Uint8Array;
}

/** @throws FieldRefused on a value that the dialect cannot carry. */
export function sealing(profile: AcquirerProfile, { message, macDue }: Composed): Sealing {
  const { dialect, mac: macSpec } = profile;
  if (!macDue || macSpec === null) {
    const whole = encodeMessage(dialect, message);
    return { underMac: null, seal: () => whole };
  }
  // The bitmap under the MAC already names the MAC field, so it is encoded with a place-holder first.
  const fields = new Map(message.fields).set(macSpec.field, '0'.repeat(16));
  const open = encodeMessage(dialect, { mti: message.mti, fields });
  return {
    underMac: open.subarray(0, open.length - macWidth(profile)),
    seal: (mac) => {
      if (mac === null) throw new Error('a message that needs a MAC was sealed without one');
      fields.set(macSpec.field, Buffer.from(mac).toString('hex').toUpperCase());
      return encodeMessage(dialect, { mti: message.mti, fields });
    },
  };
}

/** Bytes that the MAC field, always the last one, takes on the wire. */
export const macWidth = (profile: AcquirerProfile): number => (profile.dialect.binary === 'raw' ? 8 : 16);
