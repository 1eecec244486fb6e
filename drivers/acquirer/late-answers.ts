/**
 * Exchanges that ended without a believable answer, so that an answer that comes after all finds its name (facts/acquirer §2.1, §2.2 rule 8).
 *
 * Keyed by MTI, TID and STAN: a reversal shares its STAN with the original, so 0210 and 0410 must differ in the key. Bounded: the
 * oldest is forgotten first.
 */
import type { Message } from './dialect.ts';

const REMEMBERED = 64;

export interface LateAnswers {
  remember(exchange: string, mti: string, tid: string, stan: string): void;
  /** The exchange that this message answers, once. */
  take(message: Message): string | null;
  /** The same key is in use again. */
  forget(mti: string, tid: string, stan: string): void;
}

export function createLateAnswers(): LateAnswers {
  const exchanges = new Map<string, string>();
  const keyOf = (mti: string, tid: string, stan: string): string => `${mti} ${tid} ${stan}`;
  return {
    remember(exchange, mti, tid, stan) {
      const key = keyOf(mti, tid, stan);
      exchanges.delete(key);
      exchanges.set(key, exchange);
      const oldest = exchanges.keys().next();
      if (exchanges.size > REMEMBERED && !oldest.done) exchanges.delete(oldest.value);
    },
    take(message) {
      const key = keyOf(message.mti, message.fields.get(41) ?? '', message.fields.get(11) ?? '');
      const exchange = exchanges.get(key) ?? null;
      exchanges.delete(key);
      return exchange;
    },
    forget(mti, tid, stan) {
      exchanges.delete(keyOf(mti, tid, stan));
    },
  };
}
