/** What an acquirer is opened with. */
import type { Clock, OpenBytePipe } from '../link/link.ts';
import type { AcquirerEvent } from './acquirer.ts';
import type { SecurityModule } from './keys.ts';
import type { AcquirerProfile } from './profile.ts';

export interface AcquirerOptions {
  readonly open: OpenBytePipe;
  /** `tcp:host:port` or `tls:host:port?ca=…`. */
  readonly address: string;
  readonly clock: Clock;
  readonly profile: AcquirerProfile;
  readonly tid: string;
  readonly mid: string;
  /** Serial number told at sign-on; the TID where the terminal has none. */
  readonly serial?: string;
  /** Five bytes as hex, beginning with 60; not used where the profile has no TPDU. */
  readonly tpdu: string;
  readonly security: SecurityModule;
  /** From the hand-over of a request to giving its answer up; also bounds the opening of a connection. */
  readonly timeoutMs: number;
  /** MMDDhhmmss in UTC, for profiles that carry DE 7. */
  readonly transmissionTime?: () => string;
  readonly on: (event: AcquirerEvent) => void;
}
