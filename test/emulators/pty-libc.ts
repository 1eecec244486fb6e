/**
 * The few calls of the C library that Node has no door to: pseudo-terminals, their line settings, poll, inotify, eventfd.
 * Linux only; the only importer of koffi. All calls but `pollAsync` return at once.
 */
import { closeSync, constants, openSync } from 'node:fs';
import koffi from 'koffi';

const libc = koffi.load('libc.so.6');
const c = {
  posixOpenpt: libc.func('int posix_openpt(int flags)'),
  grantpt: libc.func('int grantpt(int fd)'),
  unlockpt: libc.func('int unlockpt(int fd)'),
  ptsnameR: libc.func('int ptsname_r(int fd, _Out_ uint8_t *name, size_t size)'),
  ioctl: libc.func('int ioctl(int fd, unsigned long request, _Inout_ uint8_t *argument)'),
  poll: libc.func('int poll(_Inout_ uint8_t *fds, unsigned long count, int timeoutMs)'),
  inotifyInit1: libc.func('int inotify_init1(int flags)'),
  inotifyAddWatch: libc.func('int inotify_add_watch(int fd, str path, uint32_t mask)'),
  inotifyRmWatch: libc.func('int inotify_rm_watch(int fd, int watch)'),
  eventfd: libc.func('int eventfd(unsigned int initial, int flags)'),
};

const nonBlocking = 0o4000;
const closeOnExec = 0o2000000;
/** `poll` bits (poll.h). */
export const pollIn = 0x01;
export const pollOut = 0x04;
export const pollHup = 0x10;
/** `inotify` bits (sys/inotify.h). */
export const inOpen = 0x20;
export const inClose = 0x08 | 0x10;

/** asm-generic/termbits.h: `struct termios2` is four flag words, c_line, c_cc[19], then both speeds as plain numbers. */
const termios2 = { get: 0x802c542an, set: 0x402c542bn, size: 44, cflag: 8, outputSpeed: 40 };
const crtscts = 0x80000000;
const ixon = 0o2000;

/** Opens a master and its path, the slave raw already: a host that reads before it sets the line up must not get an echo. */
export function openMaster(): { fd: number; slavePath: string } {
  const fd: number = c.posixOpenpt(constants.O_RDWR | constants.O_NOCTTY | nonBlocking | closeOnExec);
  if (fd < 0) throw new Error('posix_openpt failed: no free pseudo-terminal?');
  const name = Buffer.alloc(64);
  if (c.grantpt(fd) !== 0 || c.unlockpt(fd) !== 0 || c.ptsnameR(fd, name, name.length) !== 0) {
    throw new Error('cannot set up the pseudo-terminal');
  }
  makeRaw(fd);
  const slavePath = name.toString('latin1', 0, name.indexOf(0));
  // A master whose slave was never opened polls as if a host were there; after one open and close it polls POLLHUP.
  closeSync(openSync(slavePath, constants.O_RDWR | constants.O_NOCTTY));
  return { fd, slavePath };
}

/** What cfmakeraw(3) does. On a master the call acts on the slave's settings (pty(7)). */
function makeRaw(fd: number): void {
  const settings = Buffer.alloc(64);
  if (c.ioctl(fd, termios2.get, settings) !== 0) throw new Error('TCGETS2 failed');
  const clear = (at: number, bits: number): void => {
    settings.writeUInt32LE((settings.readUInt32LE(at) & ~bits) >>> 0, at);
  };
  clear(0, 0o2753); // IGNBRK BRKINT PARMRK ISTRIP INLCR IGNCR ICRNL IXON
  clear(4, 0o1); // OPOST
  clear(12, 0o100113); // ECHO ECHONL ICANON ISIG IEXTEN
  clear(termios2.cflag, 0o460); // CSIZE PARENB
  settings.writeUInt32LE((settings.readUInt32LE(termios2.cflag) | 0o60) >>> 0, termios2.cflag); // CS8
  if (c.ioctl(fd, termios2.set, settings) !== 0) throw new Error('TCSETS2 failed');
}

export interface LineSettings {
  readonly baud: number;
  readonly flow: 'none' | 'rtscts' | 'xonxoff';
  /** False while the host has left the line discipline cooking (echo, CR to LF): its driver forgot to set it up. */
  readonly raw: boolean;
}

/** What the host has set on its side. */
export function lineSettings(fd: number): LineSettings {
  const settings = Buffer.alloc(64);
  if (c.ioctl(fd, termios2.get, settings) !== 0) throw new Error('TCGETS2 failed');
  const rtscts = (settings.readUInt32LE(termios2.cflag) & crtscts) !== 0;
  const xonxoff = (settings.readUInt32LE(0) & ixon) !== 0;
  return {
    baud: settings.readUInt32LE(termios2.outputSpeed),
    flow: rtscts ? 'rtscts' : xonxoff ? 'xonxoff' : 'none',
    raw: (settings.readUInt32LE(12) & 0o12) === 0,
  };
}

/** `struct pollfd` is `int fd; short events; short revents`. */
export function pollSet(entries: readonly { fd: number; events: number }[]): Buffer {
  const set = Buffer.alloc(entries.length * 8);
  entries.forEach((entry, index) => {
    set.writeInt32LE(entry.fd, index * 8);
    set.writeInt16LE(entry.events, index * 8 + 4);
  });
  return set;
}

export function pollResult(set: Buffer, index: number): number {
  return set.readUInt16LE(index * 8 + 6);
}

/** The state of one descriptor at this instant. */
export function pollNow(fd: number, events: number): number {
  const set = pollSet([{ fd, events }]);
  c.poll(set, 1, 0);
  return pollResult(set, 0);
}

/** Waits on a thread of the pool until one of `set` is ready; results are in `set` afterwards. */
export function pollAsync(set: Buffer, done: () => void): void {
  c.poll.async(set, set.length / 8, -1, done);
}

export function openEventFd(): number {
  return c.eventfd(0, nonBlocking | closeOnExec);
}

export function openInotify(): number {
  return c.inotifyInit1(nonBlocking | closeOnExec);
}

export function watchOpens(inotifyFd: number, path: string): number {
  return c.inotifyAddWatch(inotifyFd, path, inOpen | inClose);
}

export function unwatchOpens(inotifyFd: number, watch: number): void {
  c.inotifyRmWatch(inotifyFd, watch);
}
