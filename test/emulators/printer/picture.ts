/**
 * The paper as a picture, one pixel a dot: off-white thermal paper on a counter, cut, torn or ended as it really was.
 */

import type { SKRSContext2D } from '@napi-rs/canvas';
import { createCanvas } from '@napi-rs/canvas';
import type { Glyphs } from './glyphs.ts';
import type { Ink } from './ink.ts';
import { inkOf } from './ink.ts';
import type { Slip } from './tape.ts';

/** 80 mm paper is 640 dots wide, 58 mm paper 464. */
const paperDots = (headDots: number): number => (headDots === 576 ? 640 : 464);
const aroundDots = 36;
const gapDots = 56;
/** What is left of a roll behind the head when its end has been noticed. */
const tailDots = 52;
const counter = '#cfc8bb';
const paperTone = [252, 250, 245] as const;
const inkTone = [38, 36, 44] as const;

type Edge = 'straight' | 'nub' | 'teeth' | 'ragged';

/** A piece of paper that hangs together: a slip, or the part of one before or after a change of the roll. */
interface Piece {
  readonly ink: Ink;
  readonly fromDots: number;
  readonly toDots: number;
  readonly heightDots: number;
  readonly top: Edge;
  readonly bottom: Edge;
  /** The red stripe of a roll's last metre. */
  readonly rollEnds: boolean;
}

/** @returns PNG bytes of the slips, one below the other. @param headDots 576 or 384. */
export function pictureOf(slips: readonly Slip[], headDots: number, glyphs: Glyphs): Buffer {
  const pieces = slips.flatMap((slip, i) => piecesOf(slip, slips[i - 1], inkOf(slip, headDots, glyphs)));
  const height = pieces.reduce((sum, piece) => sum + piece.heightDots + gapDots, 2 * aroundDots - gapDots);
  const canvas = createCanvas(paperDots(headDots) + 2 * aroundDots, Math.max(height, 2 * aroundDots));
  const context = canvas.getContext('2d');
  context.fillStyle = counter;
  context.fillRect(0, 0, canvas.width, canvas.height);
  let top = aroundDots;
  for (const piece of pieces) {
    drawPiece(context, piece, aroundDots, top, paperDots(headDots));
    top += piece.heightDots + gapDots;
  }
  return canvas.toBuffer('image/png');
}

const bottomEdge: Readonly<Record<Slip['end'], Edge>> = {
  'full-cut': 'straight',
  'partial-cut': 'nub',
  torn: 'teeth',
  open: 'straight',
};

function piecesOf(slip: Slip, before: Slip | undefined, ink: Ink): Piece[] {
  const changes = slip.items
    .filter((item) => item.kind === 'mark' && item.mark === 'new-roll' && item.topDots > 0)
    .map((item) => item.topDots);
  const bounds = [0, ...changes, slip.heightDots];
  const top: Edge = before?.end === 'torn' ? 'teeth' : 'straight';
  return bounds.slice(1).flatMap((toDots, i) => {
    const fromDots = bounds[i] ?? 0;
    const isLast = i === bounds.length - 2;
    if (toDots === fromDots) return [];
    return [
      {
        ink,
        fromDots,
        toDots,
        heightDots: toDots - fromDots + (isLast ? 0 : tailDots),
        top: i === 0 ? top : 'straight',
        bottom: isLast ? bottomEdge[slip.end] : 'ragged',
        rollEnds: !isLast,
      },
    ];
  });
}

/** The same number for the same place, between 0 and 1: paper and print are never quite even. */
function grain(x: number, y: number): number {
  let n = Math.imul(x, 374_761_393) + Math.imul(y, 668_265_263);
  n = Math.imul(n ^ (n >>> 13), 1_274_126_177);
  n = Math.imul(n ^ (n >>> 16), 2_246_822_519);
  return ((n ^ (n >>> 13)) >>> 0) / 4_294_967_296;
}

/** How far the edge stands in at column x, in dots. */
function edgeDepth(edge: Edge, x: number, width: number): number {
  switch (edge) {
    case 'straight':
      return 0;
    case 'nub':
      return Math.abs(x - width / 2) < 5 ? -4 : 0;
    case 'teeth':
      return Math.abs((x % 14) - 7);
    case 'ragged':
      return 6 + Math.floor(9 * Math.abs(Math.sin(x / 23) + Math.sin(x / 7.3)) + 5 * grain(x >> 2, 7));
  }
}

function drawPiece(context: SKRSContext2D, piece: Piece, left: number, top: number, width: number): void {
  const height = piece.heightDots;
  // Room for the nub that a partial cut leaves below the edge.
  const canvas = createCanvas(width, height + 6);
  const paper = canvas.getContext('2d');
  const image = paper.createImageData(width, height + 6);
  for (let y = 0; y < height + 6; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const below = height - edgeDepth(piece.bottom, x, width);
      const above = piece.top === 'teeth' ? 7 - edgeDepth('teeth', x, width) : 0;
      if (y < above || y >= below) continue;
      image.data.set(tone(piece, x, y, width), (y * width + x) * 4);
    }
  }
  paper.putImageData(image, 0, 0);
  context.save();
  context.shadowColor = 'rgba(60, 48, 30, 0.35)';
  context.shadowBlur = 14;
  context.shadowOffsetX = 3;
  context.shadowOffsetY = 5;
  context.drawImage(canvas, left, top);
  context.restore();
}

function tone(piece: Piece, x: number, y: number, width: number): readonly [number, number, number, number] {
  const inkX = x - Math.floor((width - piece.ink.widthDots) / 2);
  const inkY = y + piece.fromDots;
  const inside = inkX >= 0 && inkX < piece.ink.widthDots && inkY < piece.toDots;
  const noise = grain(x, inkY);
  if (inside && piece.ink.at(inkX, inkY))
    return [inkTone[0] + noise * 22, inkTone[1] + noise * 22, inkTone[2] + noise * 20, 255];
  const fromEdge = Math.min(x, width - 1 - x);
  if (piece.rollEnds && fromEdge >= 6 && fromEdge < 18) return [232, 150 + noise * 20, 160 + noise * 16, 255];
  // A roll's paper curls: a little darker towards its sides.
  const curl = Math.max(0, 24 - fromEdge) * 0.35;
  const light = noise * 4 + curl;
  return [paperTone[0] - light, paperTone[1] - light, paperTone[2] - light, 255];
}
