/** A counter at rest with something of everything on its page: the view from which tests of screens take what they need. */
import type { TillView } from '../../../firmware/screens/till-view.ts';

export const AT_REST: TillView = {
  ...{ merchant: '示例商店 Example Store', tid: '10000001', mode: 'simulated', currency: 'CNY', policyProblem: null },
  duty: { operator: '1', locked: false },
  flow: { at: 'idle' },
  paper: {
    ...{ trouble: null, nearEnd: false, leftMm: null, doubt: null, doubtReadable: false, leaving: false, roll: null },
    ...{ at: 'printer', slip: { number: 7, state: 'printing', proven: 2, segments: 5 } },
    other: { device: 'printer2', trouble: null },
  },
  debts: {
    ...{
      receipts: 3,
      promises: [],
      overdue: 1,
      reversals: 0,
      needsHuman: 0,
      unknownRefunds: 0,
      untold: 0,
      settling: null,
    },
    ...{ filesDue: 0, outage: null, backupHours: 30, cases: 0, tasks: 1 },
  },
  drawerDoubt: null,
  freezes: [],
  acquirer: { state: 'resting', signedOn: true, line: 'up', lineSince: null, batchRoom: null },
  devices: [],
};
