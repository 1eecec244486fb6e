/** Files through the maintenance menu of a whole counter, with lrzsz at the technician's end of the cable. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TechnicianLine } from '../countertop/technician-line.ts';
import { findsPlanted, leaksOfData } from '../crash/secrets.ts';
import { content, sha256 } from '../drivers/console/transfer/files.ts';
import { type RunningProgram, runOnTerminal, whyNoLrzsz } from '../drivers/console/transfer/foreign.ts';
import { expectPromisesKept, openTradingScene } from './scene.ts';

const missing = whyNoLrzsz();

function technicianOf({ technician }: { technician: TechnicianLine | null }): TechnicianLine {
  if (technician === null) throw new Error('no technician stands at this counter');
  return technician;
}

describe(`files by the maintenance port (lrzsz: ${missing ?? 'is here'})`, () => {
  it('the menu offers, refuses and gives up in words, and is there again', async () => {
    const countertop = await openTradingScene({ technician: true });
    const technician = technicianOf(countertop);
    mkdirSync(join(countertop.data, 'outgoing'), { recursive: true });
    writeFileSync(join(countertop.data, 'outgoing', 'note.txt'), 'taken home\n');
    await technician.asks('send note.txt by ymodem', /Log in first/);
    await technician.logsIn();
    expect(await technician.asks('files list', /\[ok\] files list/)).toMatch(/1 +11 +note\.txt[\s\S]*none/);
    await technician.asks('send nothing.txt by ymodem', /\[failed\] send: .*no such file/);
    await technician.asks('send note.txt by kermit', /\[failed\] send: .*by ymodem/);
    await technician.asks('receive by zmodem', /\[failed\] receive/);
    await technician.asks('send 1 by ymodem', /start a YMODEM download[\s\S]*gives up/);
    await technician.key('ctrl-c');
    await technician.sees(/\[given up\] send[\s\S]*# $/);
    await technician.asks('receive by xmodem', /send by XMODEM[\s\S]*gives up/);
    await technician.key('ctrl-c');
    await technician.sees(/\[given up\] receive[\s\S]*# $/);
    const text = await technician.asks('send note.txt by base64', /\[ok\] send/);
    expect(text).toContain(Buffer.from('taken home\n').toString('base64'));
    expect(text).toContain(`sha256 ${sha256(Buffer.from('taken home\n'))}`);
    await technician.asks('receive by base64 price list.json', /Paste base64[\s\S]*gives up/);
    await technician.line('eyJhIjoxfQ==');
    await technician.line('.');
    await technician.sees(/price_list\.json[\s\S]*\[ok\] receive/);
    await technician.asks(`files verify price_list.json ${sha256(Buffer.from('x'))}`, /\[failed\] files verify/);
    await technician.asks(`files verify 1 ${sha256(Buffer.from('{"a":1}'))}`, /\[ok\] files verify/);
    await technician.asks('receive by base64 terminal.json', /Paste base64[\s\S]*gives up/);
    await technician.line(Buffer.from('{}').toString('base64'));
    await technician.line('.');
    await technician.sees(/\[ok\] receive/);
    await technician.asks('configuration import terminal.json', /\[failed\] configuration import: .*files verify/);
    await technician.asks(`files verify terminal.json ${sha256(Buffer.from('{}'))}`, /\[ok\] files verify/);
    await technician.asks('configuration import terminal.json', /\[failed\] configuration import: (?!.*files verify)/);
    await technician.asks('files remove terminal.json', /\[ok\] files remove/);
    await technician.asks('files remove price_list.json', /\[ok\] files remove/);
    expect(readdirSync(join(countertop.data, 'incoming'))).toEqual([]);
    expect(transfersOf(countertop)).toEqual([
      '5 out base64 note.txt',
      '5 in base64 price_list.json',
      '5 in base64 terminal.json',
    ]);
    await expectPromisesKept(countertop);
  });

  if (missing !== null) return;

  it('200 kB each way through a noisy cable, rb and sb at the other end; the cable is pulled in the middle of a third', async () => {
    const countertop = await openTradingScene({ technician: true, technicianBaud: 0 });
    const technician = technicianOf(countertop);
    const laptop = mkdtempSync(join(tmpdir(), 'laptop-'));
    const run = (command: string): RunningProgram =>
      runOnTerminal(command, join(countertop.folder, 'maintenance'), laptop);
    const [exported, catalogue] = [content(200_000, 1), content(200_000, 2)];
    mkdirSync(join(countertop.data, 'outgoing'), { recursive: true });
    writeFileSync(join(countertop.data, 'outgoing', 'export.bin'), exported);
    writeFileSync(join(laptop, 'catalogue.json'), catalogue);
    try {
      await technician.logsIn();
      expect(await technician.asks('send export.bin by ymodem', /Ctrl-C gives up/)).toContain(sha256(exported));
      await technician.cable.do('damage', { flipEvery: 50_021 });
      const rb = run('rb --binary --quiet');
      expect(await rb.exited).toBe(0);
      await technician.cable.do('damage', {});
      rb.close();
      await technician.sees(/\[ok\] send/);
      expect(sha256(readFileSync(join(laptop, 'export.bin')))).toBe(sha256(exported));

      await technician.asks('receive by ymodem', /Ctrl-C gives up/);
      await technician.cable.do('damage', { dropEvery: 90_007 });
      const sb = run('sb --binary --quiet --1k catalogue.json');
      expect(await sb.exited).toBe(0);
      await technician.cable.do('damage', {});
      sb.close();
      expect(await technician.sees(/\[ok\] receive/)).toContain(sha256(catalogue));
      await technician.asks(`files verify catalogue.json ${sha256(catalogue)}`, /\[ok\] files verify/);
      expect(sha256(readFileSync(join(countertop.data, 'incoming', 'catalogue.json')))).toBe(sha256(catalogue));

      expect(leaksOfData(countertop.data)).toEqual([]);
      expect(findsPlanted(join(countertop.data, 'incoming'))).toBe(true);

      await technician.asks('send export.bin by zmodem', /Ctrl-C gives up/);
      const rz = run('rz --binary --quiet --overwrite');
      expect(await rz.exited).toBe(0);
      rz.close();
      await technician.sees(/\[ok\] send/);
      expect(sha256(readFileSync(join(laptop, 'export.bin')))).toBe(sha256(exported));

      await technician.asks('receive by ymodem', /Ctrl-C gives up/);
      const cut = run('sb --binary --quiet --1k catalogue.json');
      await technician.stop();
      cut.close();
      await expect
        .poll(() => readdirSync(join(countertop.data, 'incoming')), { timeout: 30_000 })
        .toEqual(['catalogue.json']);
      expect(transfersOf(countertop)).toEqual([
        '5 out ymodem export.bin',
        '5 in ymodem catalogue.json',
        '5 out zmodem export.bin',
      ]);
    } finally {
      rmSync(laptop, { recursive: true, force: true });
    }
  });

  const noPerson = whyNoPicocom();
  it(`a person with picocom takes 200 kB home and brings 200 kB through a noisy cable (${noPerson ?? 'driven by expect'})`, async () => {
    if (noPerson !== null) return expect(noPerson).toMatch(/not installed/);
    const countertop = await openTradingScene({ technician: true, technicianBaud: 0 });
    const laptop = mkdtempSync(join(tmpdir(), 'laptop-'));
    const [exported, catalogue] = [content(200_000, 3), content(200_000, 4)];
    mkdirSync(join(countertop.data, 'outgoing'), { recursive: true });
    writeFileSync(join(countertop.data, 'outgoing', 'export.bin'), exported);
    writeFileSync(join(laptop, 'catalogue.json'), catalogue);
    writeFileSync(
      join(laptop, 'dialogue.exp'),
      picocomDialogue(join(countertop.folder, 'maintenance'), sha256(catalogue)),
    );
    try {
      await technicianOf(countertop).cable.do('damage', { flipEvery: 50_021 });
      const { code, text } = await run('expect', ['-f', 'dialogue.exp'], laptop);
      expect(`${text}\nexit ${code}`).toMatch(/all done\s+exit 0$/);
      expect(sha256(readFileSync(join(laptop, 'export.bin')))).toBe(sha256(exported));
      expect(sha256(readFileSync(join(countertop.data, 'incoming', 'catalogue.json')))).toBe(sha256(catalogue));
      await expectPromisesKept(countertop);
    } finally {
      rmSync(laptop, { recursive: true, force: true });
    }
  });
});

function whyNoPicocom(): string | null {
  const found = spawnSync('sh', ['-c', 'command -v expect && command -v picocom'], { encoding: 'utf8' });
  return found.status === 0 ? null : 'expect or picocom is not installed: what a person sees there is not known here';
}

/** C-a C-r and C-a C-s are picocom's own keys for receiving and sending. */
function picocomDialogue(path: string, catalogueSha256: string): string {
  return `
set timeout 90
set env(TERM) vt100
set stty_init "rows 24 columns 80"
proc want {pattern} {
  expect -re $pattern {} timeout { puts "never: $pattern"; exit 1 } eof { puts "ended before: $pattern"; exit 1 }
}
spawn picocom --baud 115200 --send-cmd "sb --binary --quiet --1k" --receive-cmd "rb --binary --quiet" ${path}
want {Terminal ready}
send "\\r"
want {> $}
send "login 5\\r"
want {PIN: $}
send "5555\\r"
want {5@tillproof# $}
send "send export.bin by ymodem\\r"
want {gives up}
send "\\x01\\x12"
want {file: }
send "\\r"
want {exit status: 0}
want {\\[ok\\] send}
want {# $}
send "receive by ymodem\\r"
want {gives up}
send "\\x01\\x13"
want {file: }
send "catalogue.json\\r"
want {exit status: 0}
want {\\[ok\\] receive}
want {# $}
send "files verify catalogue.json ${catalogueSha256}\\r"
want {\\[ok\\] files verify}
send "logout\\r"
want {Logged out}
send "\\x01\\x18"
expect eof
puts "all done"
`;
}

function run(
  command: string,
  args: readonly string[],
  folder: string,
): Promise<{ readonly code: number | null; readonly text: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
    child.on('close', (code) => resolve({ code, text: text.trimEnd() }));
  });
}

function transfersOf(countertop: {
  entries(): readonly { readonly type: string; readonly operator: string }[];
}): readonly string[] {
  return countertop.entries().flatMap((entry) => {
    if (entry.type !== 'maintenance.fileTransferred') return [];
    const { direction, protocol, name } = (entry as unknown as { body: Record<string, string> }).body;
    return [`${entry.operator} ${direction} ${protocol} ${name}`];
  });
}
