/** `node scripts/technician-page.ts`: writes the technician's page from the command table; a test compares the two. */
import { writeFileSync } from 'node:fs';
import { technicianPage } from '../firmware/maintenance/menu.ts';

const PAGE = new URL('../firmware/maintenance/technician.md', import.meta.url);

writeFileSync(
  PAGE,
  `# The technician's page

Made from the command table by \`scripts/technician-page.ts\`; a test compares the two.

1. Plug a cable into the maintenance port (\`devices.maintenance\`), open any terminal program at 115200 8N1, UTF-8. On the virtual counter: \`npm run tech\`.
2. \`status\` needs no login. \`login NUMBER\`, then the PIN (in the modes without money: 5, 5555). Wrong PINs lock, ever longer, also over a restart; noise on the line is no wrong PIN.
   Nobody's PIN known: \`emergency\` shows a challenge, the service centre answers it with this terminal's \`keys/maintenance.key\` (\`node scripts/tech-response.ts --key FILE --tid TID CHALLENGE\`).
3. Type a number of the menu or the words; \`0\` back, \`00\` main menu, \`?\` help, \`? COMMAND\` help on it, \`lang zh|en|both\`, \`logout\`. Ctrl-C ends a command, never the till.
4. For scripts: \`batch\` (no pages, the prompt is \`tillproof> \`); every command ends with \`[ok]\`, \`[failed]\` or \`[given up]\` and its name.
5. Five idle minutes, Ctrl-D or a pulled cable log out. Everything stands in the journal under your number.

${technicianPage()}
`,
);
