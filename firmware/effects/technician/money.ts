/** What the technician asks of the money desks: to look, to try again, to print; and what a second person has signed. */

import type { AcquirerEvent } from '../../../drivers/acquirer/acquirer.ts';
import type { Cancel, Clock } from '../../../drivers/link/link.ts';
import { probeNetwork, type SystemNetwork } from '../../../drivers/link/network-probe.ts';
import { JournalRefused } from '../../../storage/journal/failures.ts';
import { SIGN_ON_EXCHANGE } from '../../machines/acquiring-desk.ts';
import type { MoneyDesk, NetworkDesk, Report } from '../../maintenance/desk.ts';
import type { LayerFacts } from '../../rules/refund-guide.ts';
import { RESOLUTIONS } from '../../rules/resolutions.ts';
import { requestReprint } from '../flow-effects.ts';
import { resolveItem, unresolved } from '../manager-effects.ts';
import type { PaperWork } from '../paper-effects.ts';
import type { Ports } from '../ports.ts';
import type { LendingTerminal } from './devices.ts';

export function maintenanceMoney(ports: Ports, paper: PaperWork, terminal: LendingTerminal): MoneyDesk {
  return {
    printNow: () => paper.debtAdded(),
    reprint: (txn, of) => {
      try {
        const n = requestReprint(ports, txn, of);
        paper.debtAdded();
        return n;
      } catch (error) {
        return { refused: ruleOf(error) };
      }
    },
    callDuty: () => terminal.send({ type: 'flow.dutyCalled' }),
    unresolved: () => unresolved(ports.journal),
    choices: (what) => RESOLUTIONS[what],
    resolve: (txn, choice, { who, manager, evidence }) => {
      const item = unresolved(ports.journal).find((one) => one.txn === txn);
      if (item === undefined) return 'not-unresolved';
      try {
        // The first person is the technician, not whoever is on duty.
        const stamp = () => ({ ...ports.stamp(), operator: who });
        resolveItem({ ...ports, stamp }, paper, item, { choice, evidence, manager });
        terminal.send({ type: 'flow.dutyCalled' });
        return null;
      } catch (error) {
        return ruleOf(error);
      }
    },
  };
}

/** A refusal of the journal is an answer; anything else ends the process. */
function ruleOf(error: unknown): string {
  if (error instanceof JournalRefused) return error.rule;
  throw error;
}

/** One echo to the acquirer; told once, silent once cancelled. */
export type Echo = (told: (layer: LayerFacts) => void) => Cancel;

export class MaintenanceNetwork {
  readonly #clock: Clock;
  readonly #network: SystemNetwork;
  readonly #address: string;
  readonly #terminal: LendingTerminal;
  readonly #tell: (report: Report) => void;
  readonly #echo: Echo;
  #cancel: Cancel = () => {};

  constructor(parts: {
    readonly clock: Clock;
    readonly network: SystemNetwork;
    readonly address: string;
    readonly terminal: LendingTerminal;
    readonly tell: (report: Report) => void;
    readonly echo: Echo;
  }) {
    this.#clock = parts.clock;
    this.#network = parts.network;
    this.#address = parts.address;
    this.#terminal = parts.terminal;
    this.#tell = parts.tell;
    this.#echo = parts.echo;
  }

  get desk(): NetworkDesk {
    return {
      probe: () => {
        this.end();
        this.#cancel = probeNetwork({
          address: this.#address,
          clock: this.#clock,
          network: this.#network,
          told: (result) => this.#tell({ is: 'layer', result }),
          done: () => this.#tell({ is: 'network-done' }),
        });
      },
      echo: () => {
        this.end();
        const beganMs = this.#clock.nowMs();
        this.#cancel = this.#echo(({ verdict, detail }) =>
          this.#tell({ is: 'echo', verdict, detail, tookMs: this.#clock.nowMs() - beganMs }),
        );
      },
      signOn: () => this.#terminal.callSignOn(),
      isResting: () => this.#terminal.moneyIsResting(),
      system: () => ({
        carriers: this.#network.carriers(),
        addresses: this.#network.addresses(),
        gateway: this.#network.gateway(),
      }),
    };
  }

  /** How a sign-on ended, or why it could not begin. */
  hear(event: AcquirerEvent): void {
    if (event.type === 'acquirer.lost') this.#tell({ is: 'sign-on', how: 'silent', detail: event.fault.detail });
    if (!('exchange' in event) || event.exchange !== SIGN_ON_EXCHANGE) return;
    switch (event.type) {
      case 'acquirer.answered':
        this.#tell({ is: 'sign-on', how: 'answered', detail: event.answer.responseCode });
        break;
      case 'acquirer.unanswered':
        this.#tell({ is: 'sign-on', how: 'silent', detail: `${event.cause} ${event.detail}`.trim() });
        break;
      case 'acquirer.notSent':
        this.#tell({ is: 'sign-on', how: 'silent', detail: event.why });
        break;
      default:
    }
  }

  /** Nobody listens any more. */
  end(): void {
    this.#cancel();
    this.#cancel = () => {};
  }
}
