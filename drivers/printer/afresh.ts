/** Getting a printer that was left in the middle of something to listen again: behind a torn command, behind letters without a line end. */
import { joined, ORDERED_QUERY } from './commands.ts';
import { textBlock } from './escpos.ts';
import { expectAsb } from './health.ts';
import type { State } from './state.ts';
import { type Turn, write } from './turn.ts';

/** A raster block that an earlier life left half sent swallows that much; NULs are white dots, or nothing. */
export const LONGEST_TORN_COMMAND = 1_100;
/** ESC @ and GS a. */
export const AFRESH_BYTES = 5;

/** The first time as it is; then behind as many NULs as end whatever command may have been torn. */
export function orderedQuery(state: State, tries: number): Uint8Array {
  if (tries === 0) return ORDERED_QUERY;
  const room = Math.min(state.settings.window - ORDERED_QUERY.length, LONGEST_TORN_COMMAND);
  return joined([new Uint8Array(room), ORDERED_QUERY]);
}

/** ESC @: throws away what stands in the line without an end; ASB falls to what a switch says, so it is switched on again. */
export function startAfresh(turn: Turn): void {
  const block = textBlock(turn.state.settings.charset);
  block.reset();
  write(turn, block.take());
  if (turn.state.health.asb === 'live') write(turn, expectAsb(turn));
}
