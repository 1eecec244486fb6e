/** People come and go: the drawer is counted, a note is left, the next one takes over; PINs are mistyped and changed, somebody new is registered, somebody leaves. */
import type { TillView } from '../../firmware/screens/till-view.ts';
import type { ChangeOverAct, StaffAct, WrongPinsAct } from './acts.ts';
import type { Cashier } from './cashier.ts';
import type { Chance } from './chance.ts';
import { identify } from './identifying.ts';
import { digits, type PeoplePress } from './keys.ts';
import type { World } from './world.ts';

const MANAGER = '9';
const MOST_STEPS = 20;
/** The first wait after three wrong PINs. */
const FIRST_LOCK_MS = 30_000;

export function drawChangeOver(chance: Chance): Omit<ChangeOverAct, 'attention'> {
  return {
    do: 'change-over',
    counted: chance.weighted({ right: 60, 'one-too-many': 20, again: 20 }),
    removedPercent: chance.pick([0, 50, 100]),
    notes: Array.from({ length: chance.whole(0, 3) }, () => chance.whole(1, 8)),
    number: chance.pick(['', '5', '13800']),
    next: chance.pick(['1', '2', '2', '9'] as const),
    acknowledges: chance.happens(0.8),
  };
}

export function playChangeOver(world: World, cashier: Cashier, act: ChangeOverAct): void {
  if (!cashier.toIdle(act.attention) || world.view()?.paper.doubt != null) return;
  const leaver = world.view()?.duty?.operator;
  cashier.press('functions', '2');
  if (!signOut(world, cashier, act) || leaver === undefined) return;
  cashier.press(...digits(act.next), 'confirm', ...pinOf(cashier, act.next), 'confirm');
  const flow = world.view()?.flow;
  if (flow?.at !== 'signIn' || flow.handOver === null) return;
  brokenNote(world, act, leaver, flow.note);
  if (!act.acknowledges) {
    cashier.press('cancel');
    if (world.view()?.duty != null) world.broken.push('people: on duty without having acknowledged what is open');
  } else cashier.press('confirm');
}

/** @returns whether nobody is on duty any more */
function signOut(world: World, cashier: Cashier, act: ChangeOverAct): boolean {
  let again = act.counted === 'again';
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const view = world.view();
    if (view === null) return false;
    const { flow } = view;
    if (flow.at === 'shift') cashier.press(...shiftKeys(flow.state, act));
    else if (flow.at === 'drawerCount') {
      if (flow.state === 'differing' && again) {
        again = false;
        cashier.press('correct');
      } else cashier.press(...drawerKeys(world, flow, act, again));
    } else return view.duty === null;
  }
  return false;
}

function shiftKeys(state: string, act: ChangeOverAct): readonly PeoplePress[] {
  if (state === 'showing') return ['1'];
  if (state === 'choosingNotes') return [...act.notes.flatMap((note) => digits(note)), 'confirm'];
  return [...digits(act.number), 'confirm'];
}

type DrawerView = Extract<TillView['flow'], { at: 'drawerCount' }>;

function drawerKeys(world: World, flow: DrawerView, act: ChangeOverAct, again: boolean): readonly PeoplePress[] {
  const lies = Math.max(0, world.terminal.journal.drawer('CNY')?.expectedMinor ?? 0);
  if (flow.notice !== null) return ['cancel'];
  if (flow.state === 'removing')
    return [...digits(Math.floor((flow.countedMinor * act.removedPercent) / 100)), 'confirm'];
  if (flow.state !== 'counting') return ['confirm'];
  return [...digits(act.counted === 'one-too-many' || again ? lies + 100 : lies), 'confirm'];
}

type NoteView = Extract<TillView['flow'], { at: 'signIn' }>['note'];

/** What the one before has written is what the next one reads: each digit set a note, or took it back. */
function brokenNote(world: World, act: ChangeOverAct, leaver: string, note: NoteView): void {
  // With a key that hangs nobody can type a note with it.
  if (world.devices.keypad.hangs) return;
  const set = act.notes.filter((key, at) => act.notes.indexOf(key) === at && odd(act.notes, key));
  const number = set.length === 0 ? '' : act.number;
  const left = note === null ? { operator: leaver, count: 0, number: '' } : { ...note, count: note.notes.length };
  if (left.operator !== leaver || left.count !== set.length || left.number !== number)
    world.broken.push(`people: ${leaver} left ${set.length} notes and "${number}", shown is ${JSON.stringify(note)}`);
}

const odd = (keys: readonly number[], key: number): boolean => keys.filter((one) => one === key).length % 2 === 1;

const pinOf = ({ staff }: Cashier, operator: string): readonly PeoplePress[] => digits(staff.get(operator) ?? '0000');

export function drawWrongPins(chance: Chance): Omit<WrongPinsAct, 'attention'> {
  return {
    do: 'wrong-pins',
    of: chance.pick(['1', '2'] as const),
    times: chance.whole(1, 4),
    afterwards: chance.weighted({ 'right-pin': 40, wait: 30, manager: 20, nothing: 10 }),
  };
}

/** The till is locked, and somebody guesses. */
export function playWrongPins(world: World, cashier: Cashier, act: WrongPinsAct): void {
  if (!cashier.toIdle(act.attention) || world.view()?.paper.doubt != null) return;
  cashier.press('functions', '2', '2', ...digits(act.of), 'confirm');
  for (let time = 0; time < act.times; time += 1) cashier.press('0', '0', '0', '7', 'confirm');
  if (act.afterwards === 'wait') world.pass(FIRST_LOCK_MS + 1_000);
  if (act.afterwards === 'right-pin' || act.afterwards === 'wait') cashier.press(...pinOf(cashier, act.of), 'confirm');
  cashier.press('cancel', 'cancel');
  if (act.afterwards === 'manager')
    manage(world, cashier, { do: 'staff', what: 'unlock', whom: act.of, pin: '', mistypes: false, attention: 'truth' });
}

export function drawStaff(chance: Chance): Omit<StaffAct, 'attention'> {
  return {
    do: 'staff',
    what: chance.weighted({ register: 35, 'new-pin': 30, 'own-pin': 15, unlock: 10, dismiss: 10 }),
    whom: chance.pick(['2', '3', '4', '6', '7'] as const),
    pin: String(chance.whole(1_000, 99_999_999)),
    mistypes: chance.happens(0.2),
  };
}

export function playStaff(world: World, cashier: Cashier, act: StaffAct): void {
  // The two who keep the shop open stay as they are.
  if (act.what === 'dismiss' && act.whom === '2') return;
  manage(world, cashier, act);
}

const ACTS = { register: '1', 'new-pin': '2', unlock: '3', dismiss: '4', 'own-pin': '0' } as const;

function manage(world: World, cashier: Cashier, act: StaffAct): void {
  if (!cashier.toIdle(act.attention) || world.view()?.paper.doubt != null) return;
  const before = cashier.staff.get(act.whom);
  if (act.what === 'own-pin' && before === undefined) return;
  cashier.press('functions', '3');
  const ended = throughPeople(world, cashier, act);
  const changesPin = act.what === 'new-pin' || act.what === 'own-pin' || act.what === 'register';
  if (changesPin && ended === 'saved') cashier.staff.set(act.whom, act.pin);
  // The power went where nobody could see whether it was done: nobody relies on that PIN before there is a new one.
  if (ended === 'unknown' || (act.what === 'dismiss' && ended === 'saved')) cashier.staff.delete(act.whom);
  cashier.press('cancel', 'cancel');
  if (changesPin && ended === 'saved' && before !== undefined && before !== act.pin)
    tryOldPin(world, cashier, act.whom, before);
}

function throughPeople(world: World, cashier: Cashier, act: StaffAct): 'saved' | 'refused' | 'unknown' {
  let mistypes = act.mistypes;
  let began = false;
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const view = world.view();
    if (view === null) return began ? 'unknown' : 'refused';
    const { flow } = view;
    if (flow.at !== 'people') return 'refused';
    if (flow.identification !== null) {
      identify(world, cashier, flow.identification, act.what === 'own-pin' ? act.whom : MANAGER);
      continue;
    }
    if (flow.notice !== null && flow.state === 'choosing') return flow.notice.allowed ? 'saved' : 'refused';
    // The number is taken, or it is nobody's.
    if (flow.notice !== null && flow.state === 'enteringNumber') return 'refused';
    if (flow.state === 'repeatingPin' || flow.state === 'confirming' || flow.state === 'enteringNumber') began = true;
    const wrong = flow.state === 'repeatingPin' && mistypes;
    if (wrong) mistypes = false;
    cashier.press(...peopleKeys(flow.state, act, wrong));
  }
  return 'unknown';
}

function peopleKeys(state: string, act: StaffAct, wrong: boolean): readonly PeoplePress[] {
  switch (state) {
    case 'choosing':
      return [ACTS[act.what]];
    case 'enteringNumber':
      return [...digits(act.whom), 'confirm'];
    case 'choosingRole':
      return ['1'];
    case 'enteringPin':
      return [...digits(act.pin), 'confirm'];
    case 'repeatingPin':
      return [...digits(wrong ? '4444' : act.pin), 'confirm'];
    default:
      return ['confirm'];
  }
}

/** The PIN of before opens nothing any more. */
function tryOldPin(world: World, cashier: Cashier, operator: string, old: string): void {
  if (!cashier.toIdle('ignore') || world.view()?.paper.doubt != null) return;
  cashier.press('functions', '2', '2');
  if (world.view()?.duty?.locked !== true) return;
  cashier.press(...digits(operator), 'confirm', ...digits(old), 'confirm');
  if (world.view()?.duty?.locked === false) world.broken.push(`people: ${operator} came in with the PIN of before`);
  cashier.press('cancel', 'cancel');
}
