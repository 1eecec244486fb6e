/**
 * What must be true of the devices before which people stand, whichever driver they have: an account that is charged was shown for that amount, a reader
 * that was exchanged is used on a person's word only, and the customer's display shows what there is to show.
 */
import stringWidth from 'string-width';
import { renderCustomerDisplay } from '../../firmware/screens/customer.ts';
import type { Entry } from '../../storage/entries/entry.ts';
import type { BankTransaction } from '../countertop/promises.ts';
import { defaultSettings as SHIPPED } from '../emulators/printer/settings.ts';
import type { Cashier, Wishes } from './cashier.ts';
import { displayOf } from './fittings.ts';
import type { World } from './world.ts';

const COLUMNS = 20;
/** A frame waits up to 100 ms behind the one before, and is up to 120 ms under way in each of its pieces. */
const PAINTED_MS = 2_000;
const GLANCE_MS = 100;

export function brokenReaders(world: World, { wishes }: Cashier, bank: readonly BankTransaction[]): readonly string[] {
  return [
    ...strangersUsed(world.entries),
    ...wordsForNumbers(world.entries),
    ...bank.flatMap((it) => otherAccount(wishes, it)),
  ];
}

/** What a head misread, a piece that was lost, two swipes in one: never another account. */
function otherAccount({ shown }: Wishes, { kind, requestedMinor, maskedPan, batch, stan }: BankTransaction) {
  if (kind !== 'sale' || maskedPan === undefined) return [];
  const accounts = shown.get(requestedMinor);
  return accounts === undefined || accounts.has(maskedPan)
    ? []
    : [`money: sale ${batch}/${stan} of ${requestedMinor} went to ${maskedPan}, shown was ${[...accounts].join(', ')}`];
}

/** A reader with another serial number is ready only after somebody said so. */
function strangersUsed(entries: readonly Entry[]): readonly string[] {
  let known: string | null = null;
  let accepted: string | null = null;
  return entries.flatMap(({ type, body, seq }) => {
    if (type === 'device.accepted' && body.device === 'cardReader') accepted = body.serial;
    if (type !== 'device.ready' || body.device !== 'cardReader') return [];
    const before = known;
    known = body.serial ?? known;
    return before === null || body.serial === before || body.serial === accepted
      ? []
      : [`devices: entry ${seq}: reader ${body.serial} is used in the place of ${before}, and nobody said so`];
  });
}

/** What the printers here say of themselves beside their number. */
const OTHER_WORDS: ReadonlySet<string> = new Set([SHIPPED.maker, SHIPPED.model, SHIPPED.firmware]);

/** No other word of the printer's is its serial number: its answers bear no name, and one that is taken for another makes a stranger of it. */
function wordsForNumbers(entries: readonly Entry[]): readonly string[] {
  return entries.flatMap(({ type, body, seq }) =>
    (type === 'device.ready' || type === 'device.differed') && body.serial !== null && OTHER_WORDS.has(body.serial)
      ? [`devices: entry ${seq}: "${body.serial}" is taken for the serial number of the ${body.device}`]
      : [],
  );
}

/** In passing: where it does not show what there is to show, the customer looks on until that must have been painted. */
export function glance(world: World): void {
  const now = wanted(world);
  if (now !== null && differs(world, now) !== null) look(world);
}

/** The customer looks at the display for a while: what it is to show then, it shows. Nothing is said of one that is away or had to show several things. */
export function look(world: World): void {
  if (displayOf(world.profile) === null) return;
  const [first, last] = [wanted(world), watch(world)];
  if (first === null || last === null || first.join() !== last.join()) return;
  const wrong = differs(world, last);
  if (wrong !== null) world.broken.push(wrong);
}

/** @returns in words how the glass differs from what there is to show; null: it does not */
function differs(world: World, lines: readonly string[]): string | null {
  const [upper, lower] = glass(world);
  const isChinese = displayOf(world.profile)?.variant === 0;
  const [over, under] = lines.map((line) => inCharacters(line, isChinese));
  return upper === over && lower === under
    ? null
    : `display: it shows "${upper}|${lower}", there is to show "${over}|${under}"`;
}

/** @returns what there was to show all the time from now on; null: not one thing, or no display */
function watch(world: World): readonly string[] | null {
  const first = wanted(world);
  for (let ms = 0; ms < PAINTED_MS; ms += GLANCE_MS) {
    world.pass(GLANCE_MS);
    if (wanted(world)?.join() !== first?.join()) return null;
  }
  return first;
}

/** Null: there is no terminal, or it has no display now. */
function wanted(world: World): readonly string[] | null {
  if (displayOf(world.profile) === null) return null;
  const view = world.view();
  if (view === null || view.devices.find(({ device }) => device === 'customerDisplay')?.state !== 'ready') return null;
  return renderCustomerDisplay(view);
}

function glass(world: World): readonly string[] {
  const { lines } = world.devices.do('display', 'grid') as { readonly lines: readonly string[] };
  return lines.map((line) => line.trimEnd());
}

/** As the device has characters (drivers/display/README.md): a Chinese one has two cells, and what goes over the edge is left out. */
function inCharacters(line: string, isChinese: boolean): string {
  let cells = 0;
  const shown = Array.from(line, (one): readonly [string, number] => {
    if (one <= '~') return [one, 1];
    if (isChinese) return [one === '¥' ? '￥' : one, 2];
    if (one === '¥' || one === '￥') return ['Y', 1];
    return ['?'.repeat(stringWidth(one)), stringWidth(one)];
  }).filter(([, width]) => {
    cells += width;
    return cells <= COLUMNS;
  });
  return shown
    .map(([text]) => text)
    .join('')
    .trimEnd();
}
