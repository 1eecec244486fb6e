/** `node scripts/tech-response.ts --key maintenance.key --tid 10000001 CHALLENGE`: what the service centre answers to a terminal's challenge (break-glass). */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { messageOf } from '../storage/journal/failures.ts';
import { responseTo } from '../storage/keys/break-glass.ts';

const USAGE = 'usage: tech-response --key FILE --tid ID CHALLENGE';

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { key: { type: 'string' }, tid: { type: 'string' } },
  });
  const [challenge = ''] = positionals;
  if (values.key === undefined || values.tid === undefined || !/^\d{8}$/.test(challenge))
    throw new Error('a key, a TID and eight digits');
  process.stdout.write(`${responseTo(readFileSync(values.key), values.tid, challenge)}\n`);
} catch (error) {
  process.stderr.write(`${messageOf(error)}; ${USAGE}\n`);
  process.exitCode = 2;
}
