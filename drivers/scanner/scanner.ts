/** What a scanner driver promises to the firmware (facts/peripherals §1e). */
import type { DeviceLost } from '../link/link.ts';

export type ScannerEvent =
  | { readonly type: 'scanner.identified' }
  | {
      readonly type: 'scanner.scanned';
      readonly code: string;
      /** AIM symbology identifier such as `]E0` (EAN-13), where the scanner sends it. */
      readonly symbology: string | null;
    }
  | { readonly type: 'scanner.lost'; readonly fault: DeviceLost };

export interface ScannerSession {
  close(): void;
}
