/** What the kernel writes to the disk of this process when it dies by a signal (core(5)): without this, a card that is being sold to (promise 5). */
import { writeFileSync } from 'node:fs';

/** Which memory goes into a core dump, as bits; none of them leaves registers and the list of what was mapped. */
const FILTER = '/proc/self/coredump_filter';

/**
 * Leaves all memory out of a dump, whatever limits the machine sets for its size. To be called before anything secret is read.
 * @returns false where the kernel does not take it; then the size of dumps is to be limited from outside (`ulimit -c 0`, as the supervisor does; scripts/install/README.md)
 */
export function leaveMemoryOutOfDumps(): boolean {
  try {
    writeFileSync(FILTER, '0');
    return true;
  } catch {
    return false;
  }
}
