/** Draws the counter: cashier's screen, customer display, the paper that hangs out of the printer, and how to work it. */

import stringWidth from 'string-width';
import type { Countertop } from '../../test/countertop/countertop.ts';

export interface Shown {
  readonly paperIn: boolean;
  readonly coverOpen: boolean;
  readonly acquirerUp: boolean;
  readonly note: string;
  readonly customer: readonly string[];
  readonly paper: readonly string[];
}

export const HELP: readonly string[] = [
  'sign in 签到: 1 Enter 1111 Enter (cashier 1)',
  '0-9 . Enter Backspace Esc: keypad',
  '+ sale  - refund  / reprint  * functions',
  'v m u: swipe Visa, Mastercard, an unknown card',
  'p: paper out/in   c: cover open/closed',
  'a: acquirer off/on   s: acquirer silent once',
  'x: power cut/on   q: quit',
  'npm run tech: the maintenance port (login 5, PIN 5555)',
];

const SCREEN_CELLS = 48;
const PAPER_CELLS = 48;

const pad = (text: string, cells: number) => text + ' '.repeat(Math.max(0, cells - stringWidth(text)));
const box = (title: string, lines: readonly string[], cells: number): readonly string[] => [
  `┌─ ${title} ${'─'.repeat(Math.max(0, cells - stringWidth(title) - 2))}┐`,
  ...lines.map((line) => `│ ${pad(line, cells)}│`),
  `└${'─'.repeat(cells + 1)}┘`,
];

export function drawCounter(
  size: { readonly columns?: number; readonly rows?: number },
  countertop: Countertop,
  shown: Shown,
): string {
  const cashier = countertop.isPowered ? countertop.firmware.frame : ['', '(power off 断电)'];
  const left = [
    ...box('cashier 收银屏', cashier, SCREEN_CELLS),
    ...box('customer 顾客屏', shown.customer.length === 0 ? ['', ''] : shown.customer, 20),
    ...HELP.map((line) => ` ${line}`),
    shown.note === '' ? '' : ` » ${shown.note}`,
  ];
  const state = `${shown.paperIn ? '' : ' NO PAPER'}${shown.coverOpen ? ' COVER OPEN' : ''}${shown.acquirerUp ? '' : ' ACQUIRER OFF'}`;
  const rows = Math.max(left.length, (size.rows ?? 32) - 1);
  const right = box(`paper 小票${state}`, lastLines(shown.paper, rows - 2), PAPER_CELLS);
  const wide = (size.columns ?? 120) >= SCREEN_CELLS + PAPER_CELLS + 8;
  const picture = wide
    ? sideBySide(left, right, rows)
    : [...left, ...box(`paper 小票${state}`, lastLines(shown.paper, 12), PAPER_CELLS)];
  const text = picture.join('\n');
  return text;
}

/** Line over line, so that nothing flickers. */
export function repaintText(text: string): string {
  return `\x1b[H${text.replaceAll('\n', '\x1b[K\n')}\x1b[K\x1b[J`;
}

function lastLines(lines: readonly string[], count: number): readonly string[] {
  const last = lines.slice(-count);
  return [...Array<string>(count - last.length).fill(''), ...last];
}

function sideBySide(left: readonly string[], right: readonly string[], rows: number): readonly string[] {
  return Array.from({ length: rows }, (_, i) => `${pad(left[i] ?? '', SCREEN_CELLS + 6)}${right[i] ?? ''}`);
}
