/**
 * `npm run leaks -- FOLDER …`: searches every file below for what must not be there (test/crash/secrets.ts): the test cards, what their tracks hold, PIN blocks
 * and keys of the demonstration; as text, packed, hex, base64 at any place, UTF-16. For what a long run has left. Exit codes: 0 nothing found, 1 found, 2 usage.
 */
import { statSync } from 'node:fs';
import { leaksBelow } from '../test/crash/leaks.ts';
import { demonstrationSecrets } from '../test/crash/secrets.ts';
import { print } from './output.ts';

const folders = process.argv.slice(2);
const missing = folders.find((folder) => statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true);
if (folders.length === 0 || missing !== undefined) {
  process.stderr.write(
    `leaks: ${missing === undefined ? 'no folder' : `${missing} is no folder`}; usage: npm run leaks -- FOLDER …\n`,
  );
  process.exitCode = 2;
} else {
  const found = folders.flatMap((folder) => leaksBelow(folder, demonstrationSecrets()));
  for (const where of found) print(`FOUND  ${where}`);
  print(`${found.length === 0 ? 'nothing was found' : `${found.length} leaks`} below ${folders.join(', ')}`);
  process.exitCode = found.length === 0 ? 0 : 1;
}
