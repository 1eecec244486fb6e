/** Golden transcripts of the PIN pad. */
import { readTranscript, type TranscriptStep } from '../../wire/transcript.ts';

const folder = new URL('../../wire/pin-pad/', import.meta.url);

/** The steps of a whole dialogue. */
export function dialogue(name: string): readonly TranscriptStep[] {
  return caseOf('dialogues.wire', name);
}

/** The bytes of a case that is one frame. A copy: drivers wipe what they are given. */
export function frame(name: string): Uint8Array {
  const [step, ...rest] = caseOf('frames.wire', name);
  if (step === undefined || rest.length > 0) throw new Error(`"${name}" is not one frame`);
  return new Uint8Array(step.bytes);
}

/** All frames of one side. */
export function frames(from: TranscriptStep['from']): readonly Uint8Array[] {
  return readTranscript(new URL('frames.wire', folder))
    .flatMap(({ steps }) => steps)
    .flatMap((step) => (step.from === from ? [new Uint8Array(step.bytes)] : []));
}

function caseOf(file: string, name: string): readonly TranscriptStep[] {
  const found = readTranscript(new URL(file, folder)).find((one) => one.name === name);
  if (found === undefined) throw new Error(`${file} has no case "${name}"`);
  return found.steps;
}
