/**
 * Preloaded into the real terminal: the machine's clock stands as many milliseconds off as the file named by TILLPROOF_CLOCK_FILE says, read anew at each
 * look, so that a test can set it while the terminal runs. The clock that only counts on (`performance.now`) is left alone, as by a person or NTP.
 */
import { readFileSync } from 'node:fs';

const file = process.env['TILLPROOF_CLOCK_FILE'] ?? '';
const now = Date.now.bind(Date);

Date.now = () => now() + Number(readFileSync(file, 'utf8'));
