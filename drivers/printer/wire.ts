/**
 * What the printer sends, byte by byte (facts/printer §1.1: TM-T88III specification App. G, Citizen CBM1000 App. 3).
 *
 * Every origin has fixed bits, so the reader needs no memory of what was asked: a paper-end frame is a paper-end frame whatever
 * was awaited (museum: printerdriver-asb). What fits nothing is handed out as garbage, then the reader starts anew at the next
 * byte that can begin something. Pure; holds at most LONGEST_BLOCK bytes.
 */

export type WireInput =
  | { readonly kind: 'xon' }
  | { readonly kind: 'xoff' }
  /** Answer to DLE EOT n. */
  | { readonly kind: 'realTime'; readonly byte: number }
  /** Automatic status back, four bytes. */
  | { readonly kind: 'asb'; readonly frame: AsbFrame }
  /** Answer to GS r, GS I 1–3, ESC v, ESC u: queued by the printer, without a name. */
  | { readonly kind: 'ordered'; readonly byte: number }
  /** `37 22 id 00`: everything before this process ID has been printed. */
  | { readonly kind: 'processId'; readonly id: ProcessIdBytes }
  /** `37 33 id 00`, some clones: the data before this ID failed, no paper. */
  | { readonly kind: 'processIdFailed'; readonly id: ProcessIdBytes }
  /** `37 23 … 00`: offline response of GS ( H fn 49. */
  | { readonly kind: 'offlineResponse'; readonly causes: Uint8Array }
  /** `37 25 00`: DLE DC4 fn 8 has thrown the buffers away. */
  | { readonly kind: 'cleared' }
  /** `37 36 … 00`: the size of the stored QR code, digits and separators (GS ( k fn 82, APG p.538). */
  | { readonly kind: 'symbolSize'; readonly body: Uint8Array }
  /** Any other block from header to NUL, e.g. `5F "TM-T20II" 00`; `body` is without both. */
  | { readonly kind: 'info'; readonly header: number; readonly body: Uint8Array }
  | { readonly kind: 'garbage'; readonly bytes: Uint8Array };

export type AsbFrame = readonly [number, number, number, number];
export type ProcessIdBytes = readonly [number, number, number, number];

export interface WireState {
  /** The bytes of a frame that is not complete yet. */
  readonly pending: readonly number[];
}

export const WIRE_START: WireState = { pending: [] };

/** Header, 80 characters of GS I, NUL, and room for what flow control puts in between. */
export const LONGEST_BLOCK = 96;

/** Two sizes of up to five digits, a fixed 1, whether it can be printed, with separators between them. */
const LONGEST_SYMBOL_SIZE = 2 + 5 + 1 + 5 + 1 + 1 + 1 + 1 + 1;
const SEPARATOR = 0x1f;

const XON = 0x11;
const XOFF = 0x13;
const BLOCK_HEADERS: ReadonlySet<number> = new Set([0x35, 0x39, 0x3b, 0x3d, 0x5f]);

const isFlow = (b: number): boolean => b === XON || b === XOFF;
const isRealTime = (b: number): boolean => (b & 0x93) === 0x12;
const isAsbFirst = (b: number): boolean => (b & 0x93) === 0x10;
const isAsbRest = (b: number): boolean => (b & 0x90) === 0;
const isHeader = (b: number): boolean => b === 0x37 || BLOCK_HEADERS.has(b);
const isPrintable = (b: number): boolean => b >= 0x20 && b <= 0x7e;
const isDigit = (b: number): boolean => b >= 0x30 && b <= 0x39;
const canStart = (b: number): boolean => isFlow(b) || isRealTime(b) || isAsbFirst(b) || isHeader(b);

/** What the front of the pending bytes turned out to be. */
type Match =
  | { readonly is: 'incomplete' }
  | { readonly is: 'inputs'; readonly length: number; readonly inputs: readonly WireInput[] }
  | { readonly is: 'garbage'; readonly length: number };

const INCOMPLETE: Match = { is: 'incomplete' };

/** Reads a chunk of any size, split anywhere. */
export function readWire(
  state: WireState,
  chunk: Uint8Array,
): { readonly state: WireState; readonly inputs: readonly WireInput[] } {
  const inputs: WireInput[] = [];
  let pending = [...state.pending];
  for (const byte of chunk) {
    pending = drainFront([...pending, byte], inputs);
  }
  return { state: { pending }, inputs };
}

/** Gives up on an incomplete frame: nothing more of it came in time. */
export function flushWire(state: WireState): { readonly state: WireState; readonly inputs: readonly WireInput[] } {
  const inputs: WireInput[] = [];
  let pending = [...state.pending];
  while (pending.length > 0) {
    const length = resyncAt(pending, pending.length - 1);
    addGarbage(inputs, pending.slice(0, length));
    pending = drainFront(pending.slice(length), inputs);
  }
  return { state: WIRE_START, inputs };
}

/** Matches at the front, byte by byte, as the bytes came: what a torn frame leaves behind is read anew. */
function drainFront(bytes: readonly number[], inputs: WireInput[]): number[] {
  let front: number[] = [];
  const queue = [...bytes];
  for (let byte = queue.shift(); byte !== undefined; byte = queue.shift()) {
    front.push(byte);
    const match = matchFront(front);
    if (match.is === 'incomplete') continue;
    if (match.is === 'inputs') inputs.push(...match.inputs);
    else addGarbage(inputs, front.slice(0, match.length));
    queue.unshift(...front.slice(match.length));
    front = [];
  }
  return front;
}

function addGarbage(inputs: WireInput[], bytes: readonly number[]): void {
  const last = inputs.at(-1);
  if (last?.kind === 'garbage' && last.bytes.length + bytes.length <= LONGEST_BLOCK) {
    inputs[inputs.length - 1] = { kind: 'garbage', bytes: Uint8Array.from([...last.bytes, ...bytes]) };
  } else {
    inputs.push({ kind: 'garbage', bytes: Uint8Array.from(bytes) });
  }
}

function matchFront(bytes: readonly number[]): Match {
  const first = bytes[0] as number;
  if (isFlow(first)) return one(flowInput(first));
  if (isRealTime(first)) return one({ kind: 'realTime', byte: first });
  if (isAsbFirst(first)) return matchAsb(bytes);
  if (first === 0x37) return matchProcessBlock(bytes);
  if (BLOCK_HEADERS.has(first)) return matchTextBlock(bytes);
  if (isAsbRest(first)) return one({ kind: 'ordered', byte: first });
  return { is: 'garbage', length: 1 };
}

const one = (input: WireInput): Match => ({ is: 'inputs', length: 1, inputs: [input] });
const flowInput = (byte: number): WireInput => ({ kind: byte === XON ? 'xon' : 'xoff' });
const flowIn = (bytes: readonly number[]): WireInput[] => bytes.filter(isFlow).map(flowInput);

/** Three bytes follow the first; XOFF may stand between them. */
function matchAsb(bytes: readonly number[]): Match {
  const broken = bytes.findIndex((b, at) => at > 0 && !isFlow(b) && !isAsbRest(b));
  if (broken > 0) return { is: 'garbage', length: broken };
  const frame = bytes.filter((b) => !isFlow(b));
  if (frame.length < 4) return bytes.length > LONGEST_BLOCK ? brokenAt(bytes, bytes.length - 1) : INCOMPLETE;
  const asb: WireInput = { kind: 'asb', frame: frame as unknown as AsbFrame };
  return { is: 'inputs', length: bytes.length, inputs: [...flowIn(bytes), asb] };
}

/** Blocks that start with 37: process IDs, offline response, clear response. */
function matchProcessBlock(bytes: readonly number[]): Match {
  const plain = bytes.filter((b) => !isFlow(b));
  const kind = plain[1];
  if (kind === undefined) return bytes.length > LONGEST_BLOCK ? brokenAt(bytes, bytes.length - 1) : INCOMPLETE;
  const last = bytes.length - 1;
  switch (kind) {
    case 0x22:
    case 0x33:
      return matchProcessId(bytes, plain, kind);
    case 0x25:
      if (plain.length < 3) return bytes.length > LONGEST_BLOCK ? brokenAt(bytes, last) : INCOMPLETE;
      return plain[2] === 0 ? whole(bytes, { kind: 'cleared' }) : brokenAt(bytes, last);
    case 0x23: {
      const end = plain.at(-1) as number;
      if (end === 0) return whole(bytes, { kind: 'offlineResponse', causes: Uint8Array.from(plain.slice(2, -1)) });
      const legal = plain.length <= 2 || ((end & 0xc0) === 0x40 && plain.length <= 12);
      return legal && bytes.length <= LONGEST_BLOCK ? INCOMPLETE : brokenAt(bytes, last);
    }
    case 0x36: {
      const end = plain.at(-1) as number;
      if (plain.length > 2 && end === 0)
        return whole(bytes, { kind: 'symbolSize', body: Uint8Array.from(plain.slice(2, -1)) });
      const legal = plain.length === 2 || end === SEPARATOR || isDigit(end);
      return legal && plain.length < LONGEST_SYMBOL_SIZE ? INCOMPLETE : brokenAt(bytes, last);
    }
    default:
      return isPrintable(kind) ? matchTextBlock(bytes) : brokenAt(bytes, last);
  }
}

/**
 * Four bytes of ID, then NUL. Our own IDs are 32…126; clones echo any 32-bit number, so 11 and 13 may belong to the ID: the
 * block is seven bytes long as it stands, or seven without flow control. Where an ID could as well be a status frame behind a
 * torn block, the status wins: a lost ID only makes the driver wait, a lost paper end makes it lie.
 */
function matchProcessId(bytes: readonly number[], plain: readonly number[], kind: 0x22 | 0x33): Match {
  const last = bytes.length - 1;
  const newest = bytes[last] as number;
  if (last >= 2 && newest < 0x20 && isAsbFirst(newest)) return { is: 'garbage', length: last };
  const name = kind === 0x22 ? 'processId' : 'processIdFailed';
  if (bytes.length === 7 && newest === 0) {
    const id = bytes.slice(2, 6);
    if (id.every(isPrintable) || !id.some(isAsbFirst)) {
      return { is: 'inputs', length: 7, inputs: [{ kind: name, id: id as unknown as ProcessIdBytes }] };
    }
    return brokenAt(bytes, last);
  }
  if (plain.length === 7) {
    const id = plain.slice(2, 6);
    if (plain[6] === 0 && id.every(isPrintable))
      return whole(bytes, { kind: name, id: id as unknown as ProcessIdBytes });
    return brokenAt(bytes, last);
  }
  return bytes.length > 14 ? brokenAt(bytes, last) : INCOMPLETE;
}

/** Header, printable text, NUL. */
function matchTextBlock(bytes: readonly number[]): Match {
  const last = bytes.length - 1;
  const newest = bytes[last] as number;
  if (last > 0 && newest === 0) {
    const body = Uint8Array.from(bytes.slice(1, -1).filter((b) => !isFlow(b)));
    return whole(bytes, { kind: 'info', header: bytes[0] as number, body });
  }
  const legal = last === 0 || isFlow(newest) || isPrintable(newest);
  return legal && bytes.length < LONGEST_BLOCK ? INCOMPLETE : brokenAt(bytes, last);
}

function whole(bytes: readonly number[], input: WireInput): Match {
  return { is: 'inputs', length: bytes.length, inputs: [...flowIn(bytes), input] };
}

function brokenAt(bytes: readonly number[], at: number): Match {
  return { is: 'garbage', length: resyncAt(bytes, at) };
}

/**
 * Where to start anew after a torn frame: at the first later byte that can begin a frame. Bytes that could only be anonymous
 * ordered answers are swallowed: the inside of a torn frame must not be taken for an answer.
 */
function resyncAt(bytes: readonly number[], upTo: number): number {
  const at = bytes.findIndex((b, index) => index > 0 && index <= upTo && canStart(b));
  return at > 0 ? at : upTo + 1;
}
