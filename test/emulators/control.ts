/**
 * How a test, the countertop or a person talks to an emulator process: one JSON object a line on stdio.
 *
 * stdin  `{"id":1,"do":"paper-end","afterLines":3}`
 * stdout `{"id":1,"ok":true,"result":…}` or `{"id":1,"ok":false,"error":"…"}`, and events `{"event":"listening","address":"…"}`.
 *
 * The process ends when its stdin ends, so an emulator never outlives the one who started it.
 */
import { flushCompileCache } from 'node:module';
import type { Readable, Writable } from 'node:stream';

/** A verb gets the whole request object; what it returns (or resolves to) is the result, what it throws is the error. */
export type Verb = (args: Record<string, unknown>) => unknown;

export interface Control {
  /** Tells the other side what the device did; `fields` must be plain JSON. */
  emit(event: string, fields?: object): void;
}

export interface ControlStreams {
  readonly input: Readable;
  readonly output: Writable;
  /** Called once, when the input has ended or the output cannot be written any more. */
  end(): void;
}

/** Longest request line in bytes; a longer one is answered with an error and skipped up to its end. */
export const maxLineBytes = 256 * 1024;

/** Serves `verbs` until the input ends. Bad JSON, unknown verbs and over-long lines are answered, never fatal. */
export function serveControl(verbs: Record<string, Verb>, streams: ControlStreams = processStreams()): Control {
  const table = new Map(Object.entries(verbs));
  const say = (message: object): void => {
    streams.output.write(`${JSON.stringify(message)}\n`);
  };
  let ended = false;
  const end = (): void => {
    if (ended) return;
    ended = true;
    streams.end();
  };
  const splitter = lineSplitter(
    (line) => void answer(line, table).then(say),
    () => say({ id: null, ok: false, error: `line longer than ${maxLineBytes} bytes` }),
  );
  streams.input.on('data', splitter);
  streams.input.on('end', end);
  streams.input.on('error', end);
  streams.output.on('error', end);
  return { emit: (event, fields) => say({ event, ...fields }) };
}

async function answer(line: string, verbs: ReadonlyMap<string, Verb>): Promise<object> {
  let id: unknown = null;
  try {
    const request: unknown = JSON.parse(line);
    if (typeof request !== 'object' || request === null || Array.isArray(request)) throw new Error('not a JSON object');
    const args = request as Record<string, unknown>;
    id = args['id'] ?? null;
    const name = args['do'];
    const verb = typeof name === 'string' ? verbs.get(name) : undefined;
    if (verb === undefined) {
      throw new Error(`unknown verb ${JSON.stringify(name)}; known: ${[...verbs.keys()].sort().join(' ')}`);
    }
    const result = await verb(args);
    return result === undefined ? { id, ok: true } : { id, ok: true, result };
  } catch (error) {
    return { id, ok: false, error: error instanceof Error ? error.message : String(error) };
  }
}

/** Cuts chunks into lines on bytes, so that a character split between two chunks survives. */
function lineSplitter(onLine: (line: string) => void, onTooLong: () => void): (chunk: Buffer | string) => void {
  let pieces: Buffer[] = [];
  let length = 0;
  let skipping = false;
  const take = (piece: Buffer): void => {
    if (skipping) return;
    length += piece.length;
    if (length > maxLineBytes) {
      skipping = true;
      pieces = [];
      onTooLong();
    } else pieces.push(piece);
  };
  return (chunk) => {
    let rest = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    for (let at = rest.indexOf(10); at >= 0; at = rest.indexOf(10)) {
      take(rest.subarray(0, at));
      const line = Buffer.concat(pieces).toString('utf8').trim();
      const complete = !skipping && line !== '';
      pieces = [];
      length = 0;
      skipping = false;
      if (complete) onLine(line);
      rest = rest.subarray(at + 1);
    }
    take(rest);
  };
}

/** The real stdio. SIGINT and SIGTERM end the process the orderly way too, so that symlinks and socket paths are removed. */
function processStreams(): ControlStreams {
  // A device loses its power without a word (SIGKILL). Node keeps what it has compiled at an orderly end only: each start would compile it all anew.
  flushCompileCache();
  const end = (): void => process.exit(0);
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  return { input: process.stdin, output: process.stdout, end };
}
