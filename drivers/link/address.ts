/**
 * Reads link addresses (design §7). Pure. What cannot be read comes back as one sentence that says what would be right.
 *
 * Everything behind `?` is `key=value`, joined by `&`, percent-decoded. Unknown keys are refused: a misspelt `flow` must not
 * silently become "no flow control".
 */

export type SerialFlow = 'none' | 'rtscts' | 'dtrdsr' | 'xonxoff';

export interface SerialAddress {
  readonly kind: 'serial';
  readonly path: string;
  readonly baudRate: number;
  readonly dataBits: 7 | 8;
  readonly stopBits: 1 | 2;
  readonly parity: 'none' | 'even' | 'odd';
  readonly flow: SerialFlow;
  /** How long accepted bytes may stand still before the pipe is lost as `stalled`; null = for ever. */
  readonly stallMs: number | null;
}

export interface TcpAddress {
  readonly kind: 'tcp';
  readonly host: string;
  readonly port: number;
  readonly stallMs: number | null;
}

export interface TlsAddress {
  readonly kind: 'tls';
  readonly host: string;
  readonly port: number;
  /** PEM files; null = the system's authorities, no client certificate. */
  readonly ca: string | null;
  readonly cert: string | null;
  readonly key: string | null;
  /** The name that the peer's certificate must carry; the host unless given. */
  readonly serverName: string;
  readonly stallMs: number | null;
}

export interface UnixAddress {
  readonly kind: 'unix';
  readonly path: string;
  readonly stallMs: number | null;
}

export interface FileAddress {
  readonly kind: 'file';
  readonly path: string;
  readonly stallMs: number | null;
}

export type ByteAddress =
  | SerialAddress
  | TcpAddress
  | TlsAddress
  | UnixAddress
  | FileAddress
  | { readonly kind: 'tty'; readonly path: string }
  | { readonly kind: 'stdout' };

export interface RawHidAddress {
  readonly kind: 'hid';
  readonly vendorId: number;
  readonly productId: number;
  /** Tells two devices of one kind apart. */
  readonly serial: string | null;
  /** USB interface number, for devices that show several HID interfaces. */
  readonly usbInterface: number | null;
  /** A node such as `/dev/pos/msr`; saves the enumeration, which slows other USB traffic (facts/peripherals §2). */
  readonly path: string | null;
}

export type HidAddress = RawHidAddress | { readonly kind: 'unix'; readonly path: string };

export type Parsed<Address> =
  | { readonly ok: true; readonly address: Address }
  | { readonly ok: false; readonly problem: string };

/** Thrown and caught inside this file only: a refusal from the depth of a parser. */
class Unreadable extends Error {}

const BYTE_EXAMPLES =
  'serial:/dev/pos/printer?baud=115200, tcp:192.168.1.50:9100, tls:host:port?ca=ca.pem, unix:/run/x.sock, file:/dev/usb/lp0, tty:/dev/tty1 or stdout:';
const HID_EXAMPLES = 'hid:0801:0002, hid:0801:0002?serial=B123, hid:0801:0002?path=/dev/pos/msr or unix:/run/x.sock';

/** Default of `stall` on a serial line without flow control: there the line's speed alone empties the queue. */
const SERIAL_STALL_MS = 30_000;

/** @returns the address of a byte pipe, or why `text` is none. */
export function parseByteAddress(text: string): Parsed<ByteAddress> {
  return attempt(() => {
    const { scheme, target, options } = split(text, BYTE_EXAMPLES);
    switch (scheme) {
      case 'serial':
        return serialAddress(target, options);
      case 'tcp':
        return { kind: 'tcp', ...hostAndPort('tcp', target), stallMs: stall(options), ...done(options) };
      case 'tls':
        return tlsAddress(target, options);
      case 'unix':
        return { kind: 'unix', path: path('unix', target), stallMs: stall(options), ...done(options) };
      case 'file':
        return { kind: 'file', path: path('file', target), stallMs: stall(options), ...done(options) };
      case 'tty':
        return { kind: 'tty', path: path('tty', target), ...done(options) };
      case 'stdout':
        if (target !== '') throw new Unreadable(`"stdout:" takes nothing behind the colon, not "${target}"`);
        return { kind: 'stdout', ...done(options) };
      default:
        throw new Unreadable(`"${scheme}:" is no kind of byte link; write for example ${BYTE_EXAMPLES}`);
    }
  });
}

/** @returns the address of a HID pipe, or why `text` is none. */
export function parseHidAddress(text: string): Parsed<HidAddress> {
  return attempt(() => {
    const { scheme, target, options } = split(text, HID_EXAMPLES);
    switch (scheme) {
      case 'hid':
        return rawHidAddress(target, options);
      case 'unix':
        return { kind: 'unix', path: path('unix', target), ...done(options) };
      default:
        throw new Unreadable(`"${scheme}:" is no kind of HID link; write for example ${HID_EXAMPLES}`);
    }
  });
}

function attempt<Address>(read: () => Address): Parsed<Address> {
  try {
    return { ok: true, address: read() };
  } catch (error) {
    if (error instanceof Unreadable) return { ok: false, problem: error.message };
    throw error;
  }
}

/** The options that have not been read yet. */
type Options = Map<string, string>;

function split(text: string, examples: string): { scheme: string; target: string; options: Options } {
  const colon = text.indexOf(':');
  if (colon < 1) throw new Unreadable(`"${text}" names no kind of link; write for example ${examples}`);
  const question = text.indexOf('?', colon);
  const target = text.slice(colon + 1, question < 0 ? undefined : question);
  const options: Options = new Map();
  for (const pair of question < 0 ? [] : text.slice(question + 1).split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    if (equals < 1) throw new Unreadable(`"${pair}" behind "?" is no key=value`);
    const name = pair.slice(0, equals);
    if (options.has(name)) throw new Unreadable(`"${name}" is given twice`);
    options.set(name, decoded(name, pair.slice(equals + 1)));
  }
  return { scheme: text.slice(0, colon).toLowerCase(), target, options };
}

function decoded(name: string, value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    throw new Unreadable(`the value of "${name}" is not percent-encoded properly; write % as %25`);
  }
}

/** Closes the list of options: every parser takes (`options.delete`) what it knows, what is left over nobody knows. */
function done(options: Options): Record<never, never> {
  const [unknown] = options.keys();
  if (unknown !== undefined) throw new Unreadable(`"${unknown}" is not an option of this kind of link`);
  return {};
}

function take(options: Options, name: string): string | null {
  const value = options.get(name);
  options.delete(name);
  return value ?? null;
}

function choice<Value extends string>(
  options: Options,
  name: string,
  allowed: readonly Value[],
  fallback: Value,
): Value {
  const value = take(options, name);
  if (value === null) return fallback;
  const found = allowed.find((one) => one === value);
  if (found === undefined) throw new Unreadable(`${name}=${value} is not one of ${allowed.join(', ')}`);
  return found;
}

function stall(options: Options, fallbackMs: number | null = null): number | null {
  const value = take(options, 'stall');
  if (value === null) return fallbackMs;
  if (value === 'never') return null;
  if (!/^\d{1,5}$/.test(value) || Number(value) < 1) {
    throw new Unreadable(`stall=${value} is not a number of seconds; write stall=30 or stall=never`);
  }
  return Number(value) * 1000;
}

function path(scheme: string, target: string): string {
  if (!target.startsWith('/')) {
    throw new Unreadable(
      `"${scheme}:${target}" needs an absolute path, for example ${scheme}:/dev/${scheme === 'tty' ? 'tty1' : 'pos/printer'}`,
    );
  }
  return target;
}

function serialAddress(target: string, options: Options): SerialAddress {
  const baud = take(options, 'baud') ?? '9600';
  if (!/^\d{2,7}$/.test(baud) || Number(baud) < 50 || Number(baud) > 4_000_000) {
    throw new Unreadable(`baud=${baud} is not a speed; write for example baud=9600 or baud=115200`);
  }
  const flow = choice(options, 'flow', ['none', 'rtscts', 'dtrdsr', 'xonxoff'] as const, 'none');
  return {
    kind: 'serial',
    path: path('serial', target),
    baudRate: Number(baud),
    dataBits: choice(options, 'bits', ['8', '7'], '8') === '7' ? 7 : 8,
    stopBits: choice(options, 'stop', ['1', '2'], '1') === '2' ? 2 : 1,
    parity: choice(options, 'parity', ['none', 'even', 'odd'] as const, 'none'),
    flow,
    stallMs: stall(options, flow === 'none' ? SERIAL_STALL_MS : null),
    ...done(options),
  };
}

function hostAndPort(scheme: string, target: string): { host: string; port: number } {
  const match = /^(?:\[([0-9A-Fa-f:.%]+)\]|([^\s:[\]/]+)):(\d{1,5})$/.exec(target);
  const port = Number(match?.[3]);
  if (match === null || port < 1 || port > 65_535) {
    throw new Unreadable(
      `"${scheme}:${target}" is not host:port; write for example ${scheme}:192.168.1.50:9100 or ${scheme}:[fe80::1]:9100`,
    );
  }
  return { host: match[1] ?? match[2] ?? '', port };
}

function tlsAddress(target: string, options: Options): TlsAddress {
  const { host, port } = hostAndPort('tls', target);
  const cert = take(options, 'cert');
  const key = take(options, 'key');
  if ((cert === null) !== (key === null))
    throw new Unreadable('cert= and key= go together: a client certificate needs its key');
  return {
    kind: 'tls',
    host,
    port,
    ca: take(options, 'ca'),
    cert,
    key,
    serverName: take(options, 'servername') ?? host,
    stallMs: stall(options),
    ...done(options),
  };
}

function rawHidAddress(target: string, options: Options): RawHidAddress {
  const match = /^([0-9A-Fa-f]{4}):([0-9A-Fa-f]{4})$/.exec(target);
  if (match === null) {
    throw new Unreadable(
      `"hid:${target}" is not hid:VVVV:PPPP with four hex digits each, as lsusb prints them; for example ${HID_EXAMPLES}`,
    );
  }
  const node = take(options, 'path');
  const usbInterface = take(options, 'interface');
  if (usbInterface !== null && !/^\d{1,2}$/.test(usbInterface)) {
    throw new Unreadable(`interface=${usbInterface} is not a USB interface number; write for example interface=0`);
  }
  return {
    kind: 'hid',
    vendorId: Number.parseInt(match[1] ?? '', 16),
    productId: Number.parseInt(match[2] ?? '', 16),
    serial: take(options, 'serial'),
    usbInterface: usbInterface === null ? null : Number(usbInterface),
    path: node === null ? null : path('hid', node),
    ...done(options),
  };
}
