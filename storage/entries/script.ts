/**
 * What the acquirer is owed of an issuer's commands to a chip (发卡行脚本): their result, told as an advice under a trace number of its own until it is
 * answered (facts/acquirer §1.2, 0620/0630). Attached to the transaction whose answer brought them.
 */
import type { BatchNumber, Stan } from '../facts.ts';
import type { Draft, ManagersWord } from './draft.ts';

export type ScriptDraft =
  /** In the append of the approval that brought them. `resultHex`: five bytes a script (tag DF31): what became of it, and its identifier. */
  | Draft<'script.owed', { readonly scripts: number; readonly resultHex: string }>
  | Draft<'script.sent', { readonly stan: Stan; readonly batch: BatchNumber; readonly attempt: number }>
  | Draft<'script.unanswered', { readonly attempt: number; readonly cause: string }>
  /** With whatever code: the acquirer has heard it. */
  | Draft<'script.answered', { readonly attempt: number; readonly responseCode: string }>
  /** A person must look; it goes on being told. */
  | Draft<'script.escalated', { readonly attempts: number }>
  /** The acquirer told a manager that it does without. Only after the escalation. */
  | Draft<'script.resolved', ManagersWord>;
