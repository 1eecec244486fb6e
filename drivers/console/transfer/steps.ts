/** What the step functions of sender and receiver are told, and what they want done. The edge (`run-steps.ts`) does it and tells them back. */
import type { TransferResult } from './transfer.ts';
import type { FileHeader } from './wire.ts';

export type TransferEvent =
  | { readonly type: 'started' }
  | { readonly type: 'arrived'; readonly bytes: Uint8Array }
  | { readonly type: 'timed-out' }
  | { readonly type: 'cancelled' }
  | { readonly type: 'line-lost' }
  /** The answer to `read`; null: the source has failed. */
  | { readonly type: 'read'; readonly bytes: Uint8Array | null }
  /** The answer to `open`, `append` or `finish`. */
  | { readonly type: 'taken' }
  | { readonly type: 'refused'; readonly why: string };

export type Act =
  | { readonly do: 'send'; readonly bytes: Uint8Array }
  /** One timer: replaces the one before it. It stays in force over steps that set none. */
  | { readonly do: 'wait'; readonly ms: number }
  /** From the file that is being sent, the next bytes. */
  | { readonly do: 'read'; readonly file: number; readonly offsetBytes: number; readonly lengthBytes: number }
  | { readonly do: 'open'; readonly announced: FileHeader | null }
  | { readonly do: 'append'; readonly bytes: Uint8Array }
  | { readonly do: 'finish' }
  | { readonly do: 'discard' }
  | { readonly do: 'end'; readonly ending: Ending };

/** As the step functions see it; what the files were is known to the edge. `files` were confirmed, or are in the sink. */
export type Ending =
  | { readonly kind: 'done'; readonly files: number }
  | Exclude<TransferResult, { readonly kind: 'sent' | 'received' }>;

export interface Step<State> {
  readonly state: State;
  readonly acts: readonly Act[];
}
