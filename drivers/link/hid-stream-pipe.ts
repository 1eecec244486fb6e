/** A HID device behind a stream socket (design §13), as the virtual countertop and the emulators offer it. */
import { encodeHidFrame, type HidFrame, HidFrameReader } from './hid-framing.ts';
import { startLife } from './life.ts';
import type { Clock, HidPipe, HidPipeEvents } from './link.ts';
import { openSocketPipe } from './socket-pipe.ts';

const QUEUE_LIMIT_BYTES = 64 * 1024;

export function openHidStreamPipe(path: string, name: string, clock: Clock, events: HidPipeEvents): HidPipe {
  const reader = new HidFrameReader();
  const life = startLife(name, events, () => {
    reader.stop();
    socket.close();
  });
  const deliver = (frame: HidFrame): void => {
    if (life.state !== 'open') frame.data.fill(0);
    else if (frame.kind === 'I') events.report(frame.data);
    else if (frame.kind === 'G') events.feature(frame.data);
    else life.lose('refused', `the peer at ${path} sent a frame that only a terminal sends`);
  };
  const socket = openSocketPipe({ kind: 'unix', path, stallMs: null }, name, clock, QUEUE_LIMIT_BYTES, {
    opened: () => life.opened(),
    bytes(chunk) {
      const { frames, broken } = reader.read(chunk);
      chunk.fill(0);
      for (const frame of frames) deliver(frame);
      if (broken) life.lose('refused', `the peer at ${path} does not speak HID over a stream (kind, length, report)`);
    },
    lost: ({ cause, detail }) => life.lose(cause, detail),
  });
  return {
    address: name,
    writeOutput: (report) => socket.write(encodeHidFrame('O', report)),
    writeFeature: (report) => socket.write(encodeHidFrame('F', report)),
    requestFeature: (reportId) => socket.write(encodeHidFrame('G', Uint8Array.of(reportId))),
    close: () => life.end(),
  };
}
