/** The card of the worlds in process: a test card of Visa's, as a reader without encryption hands it over. */
import type { PresentedCard } from '../../drivers/card-reader/card-reader.ts';

const PAN = '4761739001010010';

export function swiped(): PresentedCard {
  return {
    entryMode: 'swipe',
    maskedPan: `${PAN.slice(0, 6)}******${PAN.slice(-4)}`,
    serviceCode: '201',
    clear: {
      take: () => ({ pan: PAN, expiry: '2912', track2: `${PAN}=29122010000000000000`, track3: null }),
      wipe: () => undefined,
    },
    encrypted: null,
  };
}
