/** What a long run costs the machine, read from outside the process (Linux: /proc). */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Memory of the process that is in the machine's memory, in bytes. @throws Error where there is no /proc or no such process. */
export function residentBytes(pid: number): number {
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  if (kib === undefined) throw new Error(`process ${pid} tells no VmRSS`);
  return Number(kib) * 1024;
}

/** Files, sockets and devices that the process holds open. */
export function openDescriptors(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

/** Bytes of every file below `folder`, the write-ahead log and its index included. */
export function bytesBelow(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** How much `y` grows for each `x`, by least squares; 0 where there is nothing to draw a line through. */
export function slopeOf(points: readonly Point[]): number {
  const mean = (of: (point: Point) => number) => points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [x, y] = [mean((point) => point.x), mean((point) => point.y)];
  const spread = points.reduce((sum, point) => sum + (point.x - x) ** 2, 0);
  return spread === 0 ? 0 : points.reduce((sum, point) => sum + (point.x - x) * (point.y - y), 0) / spread;
}

/** The lowest `y` of each of `parts` parts: what stays when the collector has been there. */
export function troughs(points: readonly Point[], parts: number): readonly Point[] {
  const size = Math.max(1, Math.floor(points.length / parts));
  return Array.from({ length: Math.floor(points.length / size) }, (_, part) =>
    points.slice(part * size, (part + 1) * size).reduce((least, point) => (point.y < least.y ? point : least)),
  );
}
