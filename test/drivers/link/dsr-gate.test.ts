import { describe, expect, it } from 'vitest';
import { startDsrGate } from '../../../drivers/link/dsr-gate.ts';
import type { LossCause } from '../../../drivers/link/link.ts';

describe('DTR/DSR flow control', () => {
  it('asks for DSR only after the slice before has left', async () => {
    const calls: string[] = [];
    const gate = startDsrGate(
      {
        drain: async () => void calls.push('drain'),
        get: async () => {
          calls.push('get');
          return { dsr: calls.length > 2 };
        },
      },
      { lose: () => expect.unreachable() },
    );
    expect(await new Promise((resolve) => gate.ask(resolve))).toBe(false);
    expect(await new Promise((resolve) => gate.ask(resolve))).toBe(true);
    expect(calls).toEqual(['drain', 'get', 'drain', 'get']);
    expect(gate.sliceBytes).toBe(64);
  });

  it.each([
    ['Error: Inappropriate ioctl for device, cannot get', 'bad-address'],
    ['Error: Input/output error, cannot get', 'unplugged'],
  ])('is a loss when the port says %j', async (text, cause) => {
    const lost = await new Promise<LossCause>((resolve) => {
      startDsrGate(
        { drain: async () => {}, get: () => Promise.reject(new Error(text)) },
        { lose: (what) => resolve(what) },
      ).ask(() => expect.unreachable());
    });
    expect(lost).toBe(cause);
  });
});
