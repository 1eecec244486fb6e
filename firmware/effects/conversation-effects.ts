/** The effects of every conversation, one row each. */
import type { ConversationEffects } from '../machines/conversations.ts';
import type { PaperFacts } from '../rules/paper-policy.ts';
import { alternativeEffects } from './alternative-effects.ts';
import type { Cards } from './cards.ts';
import { caseDeskEffects } from './case-desk-effects.ts';
import { drawerCountEffects } from './drawer-count-effects.ts';
import type { ExerciseDesk } from './exercise-desk.ts';
import { reprintEffects, saleEffects } from './flow-effects.ts';
import { freezeEffects } from './freeze-effects.ts';
import { basketEffects, returnEffects } from './goods-effects.ts';
import { helpEffects } from './help-effects.ts';
import { lookupEffects, timelineEffects } from './lookup-effects.ts';
import { resolutionEffects, settlementFlowEffects } from './manager-effects.ts';
import { handSlipsEffects, paperBackEffects } from './outage-effects.ts';
import type { PaperWork } from './paper-effects.ts';
import { peopleEffects } from './people-effects.ts';
import type { PinDesk } from './pin-desk.ts';
import type { Ports } from './ports.ts';
import { preauthFollowUpEffects } from './preauth-follow-up-effects.ts';
import { refundCardEffects } from './refund-card.ts';
import { refundEffects } from './refund-effects.ts';
import { xReportEffects } from './report-effects.ts';
import { shiftEffects, signInEffects } from './shift-effects.ts';
import { toDoEffects } from './to-do-effects.ts';
import { exercisesEffects, trainingEffects } from './training-effects.ts';
import { unreferencedEffects } from './unreferenced-effects.ts';

/** What conversations lean on beside the ports. */
export interface Desks {
  readonly cards: Cards;
  readonly pins: PinDesk;
  readonly paper: PaperWork;
  readonly paperStatus: () => PaperFacts | null;
  /** The counter is the cashier's again. */
  readonly serviceEnded: () => void;
  /** Null where this terminal is not in training. */
  readonly exercises: ExerciseDesk | null;
}

export function conversationEffects(
  ports: Ports,
  { cards, pins, paper, paperStatus, serviceEnded, exercises }: Desks,
): ConversationEffects {
  return {
    alternative: alternativeEffects(ports, paper),
    sale: saleEffects(ports, { cards, pins, paper }, paperStatus),
    preauth: saleEffects(ports, { cards, pins, paper }, paperStatus),
    balance: saleEffects(ports, { cards, pins, paper }, paperStatus),
    preauthFollowUp: preauthFollowUpEffects(ports, paperStatus),
    basket: basketEffects(ports),
    lookup: lookupEffects(ports),
    return: returnEffects(ports, paper),
    timeline: timelineEffects(ports, paper),
    refund: { ...refundEffects(ports, paper, paperStatus), ...refundCardEffects(ports, cards) },
    unreferenced: unreferencedEffects(ports, cards, paperStatus),
    reprint: reprintEffects(ports, paper),
    settlement: settlementFlowEffects(ports, paper),
    resolution: resolutionEffects(ports, paper),
    service: { tellReturned: serviceEnded },
    handSlips: handSlipsEffects(ports, paper),
    paperBack: paperBackEffects(ports, paper),
    people: peopleEffects(ports),
    shift: shiftEffects(ports),
    drawerCount: drawerCountEffects(ports),
    freeze: freezeEffects(ports),
    caseDesk: caseDeskEffects(ports, paper),
    help: helpEffects(ports, paper, paperStatus),
    toDo: toDoEffects(ports),
    training: trainingEffects(ports),
    exercises: exercisesEffects(ports, paper, exercises),
    xReport: xReportEffects(ports, paper),
    signIn: signInEffects(ports),
  };
}
