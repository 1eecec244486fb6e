/** A page that walks the chain of an exported journal in any browser, offline (requirement F11; the rules stand in storage/README). */

export interface CheckedChain {
  readonly terminal: string;
  readonly headHash: string;
  readonly entries: number;
  /** Entries that the evidence is about; shown as they stand in the file. */
  readonly seqs: readonly number[];
}

export function checkPage({ terminal, headHash, entries, seqs }: CheckedChain): string {
  return `<!doctype html>
<html lang="zh"><head><meta charset="utf-8"><title>账本核验 JOURNAL CHECK ${terminal}</title>
<meta name="viewport" content="width=device-width">
<style>
body { font: 1.05rem/1.6 system-ui, sans-serif; max-width: 52rem; margin: 2rem auto; padding: 0 1rem; color: #222; background: #fbf9f4 }
code { font: .85rem ui-monospace, monospace; overflow-wrap: anywhere } output { display: block; margin: 1rem 0; white-space: pre-line }
.ok { border-left: .4rem solid #2a7d46; padding-left: 1rem } .broken { border-left: .4rem solid #b3261e; padding-left: 1rem }
ol { padding: 0; list-style: none } li { border-top: 1px solid #ddd; padding: .4rem 0 }
</style></head><body>
<h1>账本核验 JOURNAL CHECK</h1>
<p>终端 TERMINAL ${terminal} · ${entries} 条 ENTRIES<br>链尾 HEAD <code>${headHash}</code></p>
<p>请选择 journal.jsonl。Choose journal.jsonl. <input type="file" id="file"></p>
<output id="verdict"></output>
<ol id="about"></ol>
<script type="module">
const TERMINAL = '${terminal}', HEAD = '${headHash}', ABOUT = new Set(${JSON.stringify(seqs)});
const encoder = new TextEncoder();
const hashOf = async (text) => [...new Uint8Array(await crypto.subtle.digest('SHA-256', encoder.encode(text)))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
async function walk(text, meet) {
  let head = await hashOf('tillproof journal 1\\n' + TERMINAL), seq = 0;
  for (const line of text.split('\\n')) {
    if (line === '') continue;
    const entry = JSON.parse(line);
    seq += 1;
    if (entry.seq !== seq || entry.previousHash !== head) return { seq, why: '与前一条不相连 does not follow the one before' };
    head = await hashOf(line.replace('"hash":"' + entry.hash + '",', ''));
    if (head !== entry.hash) return { seq, why: '不是当时写下的内容 is not what was written' };
    meet(entry);
  }
  return head === HEAD ? null : { seq, why: '之后被截去或被续写 more was cut off behind it, or added' };
}
const show = (kind, text) => { verdict.className = kind; verdict.textContent = text; };
const verdict = document.getElementById('verdict');
document.getElementById('file').addEventListener('change', async ({ target }) => {
  const seen = [];
  let broken;
  try {
    broken = await walk(await target.files[0].text(), (entry) => ABOUT.has(entry.seq) && seen.push(entry));
  } catch (error) { broken = { seq: '?', why: String(error) }; }
  if (broken) return show('broken', '× 第 ' + broken.seq + ' 条:' + broken.why);
  show('ok', '√ 每一条都与前一条相连,链尾相符。Every entry follows the one before; the head is the stated one.');
  document.getElementById('about').replaceChildren(...seen.map((entry) => {
    const item = document.createElement('li'), code = document.createElement('code');
    item.append(entry.seq + ' · ' + new Date(entry.atMs).toLocaleString() + ' · ' + entry.type, document.createElement('br'), code);
    code.textContent = JSON.stringify(entry.body);
    return item;
  }));
});
</script></body></html>
`;
}
