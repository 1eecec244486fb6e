/** What the effects act on; opened and handed in by the composition root. */
import type { Acquirer } from '../../drivers/acquirer/acquirer.ts';
import type { CardReaderSession } from '../../drivers/card-reader/card-reader.ts';
import type { Cancel } from '../../drivers/link/link.ts';
import type { PinPadSession } from '../../drivers/pin-pad/pin-pad.ts';
import type { PrinterSession } from '../../drivers/printer/printer.ts';
import type { Stamp, TransactionId } from '../../storage/facts.ts';
import type { Journal } from '../../storage/journal/journal.ts';
import type { FolderFiles } from '../../storage/settings/folder-files.ts';
import type { Locale, TerminalFacts } from '../receipts/slip-facts.ts';
import type { Catalogue } from '../rules/catalogue.ts';
import type { Policy } from '../rules/policy.ts';
import type { LayerFacts } from '../rules/refund-guide.ts';
import type { ClockBattery } from '../rules/self-test.ts';
import type { Printers } from './printers.ts';
import type { TrainingPlace } from './training-place.ts';

export interface Ports {
  readonly journal: Journal;
  /** Left out: nobody could start a training host. */
  readonly training?: TrainingPlace;
  readonly acquirer: Acquirer;
  /** The session of the device that is connected now, if any; of the printer at which slips come out. */
  readonly printer: () => PrinterSession | null;
  /** Left out: there is only one. */
  readonly printers?: Pick<Printers, 'at' | 'move'>;
  /** The printer on which the drawer hangs. */
  readonly drawerPrinter: () => PrinterSession | null;
  readonly reader: () => CardReaderSession | null;
  readonly pinPad: () => PinPadSession | null;
  /** A scanner belongs to this till. */
  readonly hasScanner: boolean;
  /** Null: no PIN pad belongs to this till. */
  readonly pinPadKeys: { readonly masterKeySlot: number | null } | null;
  /** Who and when, for the next entry. */
  readonly stamp: () => Stamp;
  readonly nextTransactionId: () => TransactionId;
  /** Minutes east of UTC at that instant, for what people read. */
  readonly utcOffsetMinutes: (atMs: number) => number;
  /** The goods of the shop as the file stands now; `NO_CATALOGUE` without one. */
  readonly catalogue: () => Catalogue;
  /**
   * Tries the way to the acquirer layer by layer, its echo last; `told` for each, then `done`. Bounded; silent once cancelled.
   */
  readonly probeNetwork: (told: (layer: LayerFacts) => void, done: () => void) => Cancel;
  /** Room on the disk of the data folder; null: nobody knows. */
  readonly freeBytes: () => number | null;
  /** What may be taken home from the data folder; null: there is no such folder. */
  readonly outgoing: FolderFiles | null;
  /** Of the hardware clock, as the system tells it; null: it does not. */
  readonly clockBattery: () => ClockBattery | null;
  readonly terminal: TerminalFacts;
  readonly currency: string;
  readonly locale: Locale;
  readonly columns: 48 | 32;
  readonly policy: Policy;
}
