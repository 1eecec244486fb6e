/** Golden transcripts of the card readers, and what a test may say about a card without holding it longer than needed. */
import type { PresentedCard } from '../../../drivers/card-reader/card-reader.ts';
import { readSwipe, type Swipe } from '../../../drivers/card-reader/swipe.ts';
import { readTranscript } from '../../wire/transcript.ts';

const folder = new URL('../../wire/card-reader/', import.meta.url);

/** Every message of the device in a case, one array a line. */
export function deviceMessages(file: string, name: string): Uint8Array[] {
  return steps(file, name).flatMap(({ from, bytes }) => (from === 'device' ? [new Uint8Array(bytes)] : []));
}
export function hostMessages(file: string, name: string): Uint8Array[] {
  return steps(file, name).flatMap(({ from, bytes }) => (from === 'host' ? [new Uint8Array(bytes)] : []));
}
export function caseNames(file: string): string[] {
  return readTranscript(new URL(file, folder)).map(({ name }) => name);
}
function steps(file: string, name: string) {
  const found = readTranscript(new URL(file, folder)).find((one) => one.name === name);
  if (found === undefined) throw new Error(`${file} has no case "${name}"`);
  return found.steps;
}

/** The reading as plain values: the card's data is taken out and can be compared. */
export function summary(swipe: Swipe | null) {
  if (swipe === null) return null;
  const reading = readSwipe(swipe);
  return reading.kind === 'card' ? cardSummary(reading.card) : reading.tracks.join(' ');
}
export function cardSummary({ clear, ...shown }: PresentedCard) {
  return { ...shown, data: clear?.take() ?? null };
}
