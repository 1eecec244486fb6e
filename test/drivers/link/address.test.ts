import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseByteAddress, parseHidAddress } from '../../../drivers/link/address.ts';

const problem = (text: string): string => {
  const parsed = parseByteAddress(text);
  return parsed.ok ? `accepted: ${JSON.stringify(parsed.address)}` : parsed.problem;
};

describe('addresses of byte pipes', () => {
  it('reads every kind of the design', () => {
    expect(parseByteAddress('serial:/dev/pos/printer?baud=115200&flow=rtscts&bits=7&parity=even&stop=2')).toEqual({
      ok: true,
      address: {
        kind: 'serial',
        path: '/dev/pos/printer',
        baudRate: 115_200,
        dataBits: 7,
        stopBits: 2,
        parity: 'even',
        flow: 'rtscts',
        stallMs: null,
      },
    });
    expect(parseByteAddress('tcp:host:9100')).toEqual({
      ok: true,
      address: { kind: 'tcp', host: 'host', port: 9100, stallMs: null },
    });
    expect(parseByteAddress('tcp:[fe80::1]:9100?stall=5')).toMatchObject({
      ok: true,
      address: { host: 'fe80::1', stallMs: 5000 },
    });
    expect(parseByteAddress('tls:host:8583?ca=/etc/a%26b.pem&cert=c.pem&key=k.pem')).toEqual({
      ok: true,
      address: {
        kind: 'tls',
        host: 'host',
        port: 8583,
        ca: '/etc/a&b.pem',
        cert: 'c.pem',
        key: 'k.pem',
        serverName: 'host',
        stallMs: null,
      },
    });
    expect(parseByteAddress('unix:/run/x.sock')).toMatchObject({ ok: true, address: { path: '/run/x.sock' } });
    expect(parseByteAddress('file:/dev/usb/lp0')).toMatchObject({ ok: true, address: { kind: 'file' } });
    expect(parseByteAddress('tty:/dev/tty1')).toEqual({ ok: true, address: { kind: 'tty', path: '/dev/tty1' } });
    expect(parseByteAddress('stdout:')).toEqual({ ok: true, address: { kind: 'stdout' } });
  });

  it('is 9600 8N1 without flow control unless it says otherwise', () => {
    expect(parseByteAddress('serial:/dev/ttyS0')).toMatchObject({
      ok: true,
      address: { baudRate: 9600, dataBits: 8, stopBits: 1, parity: 'none', flow: 'none' },
    });
  });

  it.each([
    ['', 'names no kind of link'],
    ['printer', 'names no kind of link'],
    ['com:COM1', '"com:" is no kind of byte link; write for example serial:'],
    ['serial:ttyUSB0', 'needs an absolute path'],
    ['serial:/dev/x?baud=fast', 'write for example baud=9600'],
    ['serial:/dev/x?baud=0', 'baud=0 is not a speed'],
    ['serial:/dev/x?flow=hardware', 'flow=hardware is not one of none, rtscts, dtrdsr, xonxoff'],
    ['serial:/dev/x?bits=9', 'bits=9 is not one of 8, 7'],
    ['serial:/dev/x?baudrate=9600', '"baudrate" is not an option'],
    ['serial:/dev/x?baud=9600&baud=1200', '"baud" is given twice'],
    ['serial:/dev/x?baud', 'is no key=value'],
    ['serial:/dev/x?stall=soon', 'write stall=30 or stall=never'],
    ['tcp:host', 'is not host:port'],
    ['tcp:host:0', 'is not host:port'],
    ['tcp:host:65536', 'is not host:port'],
    ['tls:host:1?cert=a', 'go together'],
    ['tls:host:1?ca=%', 'percent-encoded'],
    ['stdout:x', 'takes nothing behind the colon'],
  ])('refuses %j and says what would be right', (text, part) => {
    expect(problem(text)).toContain(part);
  });

  it('never throws, whatever the text', () => {
    fc.assert(
      fc.property(fc.constantFrom('', 'serial:', 'tcp:', 'tls:', 'hid:', 'unix:/'), fc.string(), (scheme, text) => {
        parseByteAddress(scheme + text);
        parseHidAddress(scheme + text);
      }),
      { numRuns: 5_000 },
    );
  });
});

describe('addresses of HID pipes', () => {
  it('reads ids, serial number, interface, path and sockets', () => {
    expect(parseHidAddress('hid:0801:000A?serial=B%201&interface=1')).toEqual({
      ok: true,
      address: { kind: 'hid', vendorId: 0x0801, productId: 0x000a, serial: 'B 1', usbInterface: 1, path: null },
    });
    expect(parseHidAddress('hid:0801:0002?path=/dev/hidraw3')).toMatchObject({
      ok: true,
      address: { path: '/dev/hidraw3' },
    });
    expect(parseHidAddress('unix:/run/x.sock')).toEqual({ ok: true, address: { kind: 'unix', path: '/run/x.sock' } });
  });

  it.each([
    ['hid:801:2', 'four hex digits each'],
    ['hid:0801:0002?path=hidraw3', 'needs an absolute path'],
    ['hid:0801:0002?interface=x', 'interface=0'],
    ['serial:/dev/x', 'is no kind of HID link'],
  ])('refuses %j and says what would be right', (text, part) => {
    const parsed = parseHidAddress(text);
    expect(parsed.ok ? 'accepted' : parsed.problem).toContain(part);
  });
});
