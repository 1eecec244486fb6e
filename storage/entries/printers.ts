/** At which of two printers slips are printed (requirement D3, "other printer"), and the roll of the one at which nobody prints. */
import type { PrinterPlace } from '../facts.ts';

export type PrinterDraft =
  /** Slips come out of `to` from now on. Nothing that was under way in `from` is under way any more: its fate stands in an entry before this one. */
  | {
      readonly type: 'paper.moved';
      readonly txn: null;
      readonly body: {
        readonly from: PrinterPlace;
        readonly to: PrinterPlace;
        /** `configuration`: the second printer was taken out of it. */
        readonly by: 'cashier' | 'configuration';
      };
    }
  /** A new roll was put into the printer at which nobody prints at present; that of the other is told by `paper.returned`. */
  | { readonly type: 'roll.loaded'; readonly txn: null; readonly body: { readonly printer: PrinterPlace } };
