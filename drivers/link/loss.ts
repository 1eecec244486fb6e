/** Every way in which the system says that a device is gone, as the causes of the contract (facts/peripherals §2, §6 no. 9). Pure. */
import type { DeviceLost, LossCause } from './link.ts';

export function deviceLost(address: string, cause: LossCause, detail: string): DeviceLost {
  return { kind: 'device-lost', address, cause, detail };
}

/** The text of anything thrown: node-hid throws and emits plain strings, and Errors without a message. */
export function textOf(error: unknown): string {
  if (error instanceof Error) return error.message === '' ? error.name : error.message;
  if (typeof error === 'string') return error;
  return 'no reason given';
}

/** The errno name of a system error; serialport's native part puts strerror's text into the message instead. */
export function errnoOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
  if (code !== null) return code;
  const text = textOf(error);
  return STRERROR.find(([pattern]) => pattern.test(text))?.[1] ?? 'UNKNOWN';
}

const STRERROR: readonly (readonly [RegExp, string])[] = [
  [/no such file or directory/i, 'ENOENT'],
  [/no such device or address/i, 'ENXIO'],
  [/no such device|device disconnected|device has been closed/i, 'ENODEV'],
  [/permission denied|operation not permitted/i, 'EACCES'],
  [/cannot lock port|resource busy|temporarily unavailable/i, 'EBUSY'],
  [/input\/output error|i\/o error/i, 'EIO'],
  [/bad file (descriptor|number)/i, 'EBADF'],
  [/broken pipe/i, 'EPIPE'],
  [/inappropriate ioctl/i, 'ENOTTY'],
];

/** What an error while opening means. */
export function causeOfOpenError(error: unknown): LossCause {
  switch (errnoOf(error)) {
    case 'EACCES':
    case 'EPERM':
      return 'denied';
    case 'EBUSY':
    case 'EAGAIN':
    case 'EWOULDBLOCK':
      return 'busy';
    case 'ECONNREFUSED':
    case 'ECONNRESET':
    case 'EPROTO':
    case 'EPROTOTYPE':
      return 'refused';
    case 'ENOTTY':
    case 'EISDIR':
    case 'EINVAL':
      return 'bad-address';
    default:
      return 'absent';
  }
}

const GONE = new Set([
  'EIO',
  'EBADF',
  'ENXIO',
  'ENODEV',
  'ENOENT',
  'ESHUTDOWN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
]);
const ENDED = new Set(['EPIPE', 'ECONNRESET', 'ECONNABORTED']);

/** What an error on an open device means; `fallback` where the errno does not say that the device is gone. */
export function causeOfErrorWhileOpen(error: unknown, fallback: LossCause): LossCause {
  const errno = errnoOf(error);
  if (GONE.has(errno)) return 'unplugged';
  return ENDED.has(errno) ? 'closed-by-peer' : fallback;
}

/** Nothing to read or no room to write just now; not a fault. */
export function wouldBlock(error: unknown): boolean {
  const errno = errnoOf(error);
  return errno === 'EAGAIN' || errno === 'EWOULDBLOCK' || errno === 'EINTR';
}
