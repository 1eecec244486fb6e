import { mkdtempSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { encodeHidFrame, HidFrameReader, LONGEST_REPORT_BYTES } from '../../../drivers/link/hid-framing.ts';
import { openHidPipe } from '../../../drivers/link/hid-pipes.ts';
import { realClock } from './real-clock.ts';
import { recordHidPipe } from './recorded-pipe.ts';

const held: { close(): unknown }[] = [];
afterEach(() => {
  for (const one of held.splice(0)) one.close();
});

describe('frames of HID reports on a stream', () => {
  const frames = [
    encodeHidFrame('I', Uint8Array.of(1, 2, 3)),
    encodeHidFrame('G', new Uint8Array(337).fill(7)),
    encodeHidFrame('I', new Uint8Array(0)),
  ];
  const stream = Buffer.concat(frames);

  it('are one byte of kind, two of big-endian length, data', () => {
    expect(Buffer.from(encodeHidFrame('F', Uint8Array.of(0, 1))).toString('hex')).toBe('4600020001');
    expect(
      Buffer.from(encodeHidFrame('I', new Uint8Array(337)))
        .subarray(0, 3)
        .toString('hex'),
    ).toBe('490151');
  });

  it('come out whole wherever the stream is cut', () => {
    for (let cut = 0; cut <= stream.length; cut += 1) {
      const reader = new HidFrameReader();
      const got = [stream.subarray(0, cut), stream.subarray(cut)].flatMap((part) => [...reader.read(part).frames]);
      expect(got.map(({ kind, data }) => `${kind}${data.length}`)).toEqual(['I3', 'G337', 'I0']);
    }
  });

  it('come out whole byte by byte', () => {
    const reader = new HidFrameReader();
    const got = [...stream].flatMap((byte) => [...reader.read(Uint8Array.of(byte)).frames]);
    expect(got.map(({ data }) => data.length)).toEqual([3, 337, 0]);
  });

  it('end where the stream is no longer frames', () => {
    const reader = new HidFrameReader();
    const { frames: good, broken } = reader.read(Buffer.concat([stream, Buffer.from('xyz')]));
    expect(good).toHaveLength(3);
    expect(broken).toBe(true);
    expect(new HidFrameReader().read(Uint8Array.of(0x49, 0xff, 0xff)).broken).toBe(true);
    expect(() => encodeHidFrame('O', new Uint8Array(LONGEST_REPORT_BYTES + 1))).toThrow(RangeError);
  });
});

describe('a HID pipe over a stream socket', () => {
  async function device() {
    const path = join(mkdtempSync(join(tmpdir(), 'hid-')), 'x.sock');
    const server = createServer();
    held.push(server);
    const terminal = new Promise<Socket>((resolve) => server.on('connection', resolve));
    await new Promise<void>((resolve) => server.listen(path, resolve));
    const link = recordHidPipe(openHidPipe(realClock()), `unix:${path}`);
    held.push(link.pipe);
    await link.opened();
    const socket = await terminal;
    socket.on('error', () => {});
    return { link, socket };
  }

  it('delivers reports, output, features and the answer to a feature request', async () => {
    const { link, socket } = await device();
    socket.write(encodeHidFrame('I', Uint8Array.of(9, 8, 7)));
    expect(await link.until(({ type }) => type === 'report')).toMatchObject({ report: Uint8Array.of(9, 8, 7) });
    const heard = new Promise<Buffer>((resolve) => {
      let all = Buffer.alloc(0);
      socket.on('data', (chunk) => {
        all = Buffer.concat([all, chunk]);
        if (all.length >= 5 + 6 + 4) resolve(all);
      });
    });
    expect(link.pipe.writeOutput(Uint8Array.of(0, 1))).toBe('accepted');
    expect(link.pipe.writeFeature(Uint8Array.of(0, 5, 6))).toBe('accepted');
    expect(link.pipe.requestFeature(0, 25)).toBe('accepted');
    expect((await heard).toString('hex')).toBe('4f00020001' + '460003000506' + '47000100');
    socket.write(encodeHidFrame('G', Uint8Array.of(0, 42)));
    expect(await link.until(({ type }) => type === 'feature')).toMatchObject({ report: Uint8Array.of(0, 42) });
  });

  it('is lost once when the device goes', async () => {
    const { link, socket } = await device();
    socket.destroy();
    expect(await link.lost()).toMatchObject({ cause: 'closed-by-peer' });
    expect(link.pipe.requestFeature(0, 25)).toBe('refused');
  });

  it('is lost when the peer speaks something else', async () => {
    const { link, socket } = await device();
    socket.write('HTTP/1.1 400 Bad Request\r\n');
    expect(await link.lost()).toMatchObject({ cause: 'refused' });
  });
});
