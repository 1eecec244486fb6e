/** HID pipes by address (design §7, §13). */
import { parseHidAddress } from './address.ts';
import { openHidStreamPipe } from './hid-stream-pipe.ts';
import { startLife } from './life.ts';
import type { Clock, HidPipe, HidPipeEvents, OpenHidPipe } from './link.ts';
import { openRawHidPipe } from './raw-hid-pipe.ts';

/** @returns the opener for `hid:VVVV:PPPP` and `unix:`. No event comes before it returned. */
export function openHidPipe(clock: Clock): OpenHidPipe {
  return (name, events) => {
    const parsed = parseHidAddress(name);
    if (!parsed.ok) return lostPipe(name, parsed.problem, events);
    const { address } = parsed;
    return address.kind === 'unix'
      ? openHidStreamPipe(address.path, name, clock, events)
      : openRawHidPipe(address, name, clock, events);
  };
}

function lostPipe(name: string, problem: string, events: HidPipeEvents): HidPipe {
  const life = startLife(name, events, () => {});
  queueMicrotask(() => life.lose('bad-address', problem));
  const refuse = () => 'refused' as const;
  return { address: name, writeOutput: refuse, writeFeature: refuse, requestFeature: refuse, close: () => life.end() };
}
