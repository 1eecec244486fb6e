/** Lines for people, who may have seen enough before the end: `npm run crash | head`. */

/** The reader of standard output has gone: what runs is to be closed, and nothing more said. */
export class NobodyReads extends Error {
  override readonly name = 'NobodyReads';
}

let reader: 'there' | 'gone' = 'there';
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  reader = 'gone';
});

/** @throws NobodyReads once the other end of the pipe has been closed. */
export function print(line: string): void {
  if (reader === 'gone') throw new NobodyReads('nobody reads what is said');
  process.stdout.write(`${line}\n`);
}
