/** A disk of its own for a data folder: it can be filled, and mounted read-only, as a real one. Mounting takes root; without it the tests say so. */
import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmdirSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Why this machine cannot mount, in one line; null where it can. */
export function whyNoMount(): string | null {
  const place = mkdtempSync(join(tmpdir(), 'tillproof-mount-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', place], { encoding: 'utf8' });
  if (mounted.status === 0) spawnSync('umount', ['-l', place]);
  rmdirSync(place);
  return mounted.status === 0
    ? null
    : `mount may not be used here (${mounted.error?.message ?? mounted.stderr.trim()})`;
}

export class SmallDisk {
  readonly #place: string;

  /** Mounted until the test is over. */
  constructor(place: string, megabytes: number) {
    this.#place = place;
    mkdirSync(place, { recursive: true });
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', place]);
    onTestFinished(() => void execFileSync('umount', ['-l', place]));
  }

  /** To the last byte. */
  fill(): void {
    const file = openSync(join(this.#place, 'ballast'), 'w');
    try {
      for (let size = 65_536; size >= 1; ) {
        try {
          writeSync(file, Buffer.alloc(size));
        } catch {
          size = Math.floor(size / 2);
        }
      }
    } finally {
      closeSync(file);
    }
  }

  empty(): void {
    rmSync(join(this.#place, 'ballast'));
  }

  remount(how: 'ro' | 'rw'): void {
    execFileSync('mount', ['-o', `remount,${how}`, this.#place]);
  }
}
