/** A technician at the maintenance port of a counter: types lines, reads what the terminal answers. */
import { EmulatorProcess } from './emulator-process.ts';

const SCRIPT = new URL('../emulators/technician/main.ts', import.meta.url).pathname;
/** What a session shows in a scenario is far below it. */
const MOST_TEXT = 1_000_000;

export class TechnicianLine {
  readonly cable: EmulatorProcess;
  /** Everything that was shown. */
  text = '';
  /** What was shown before the last thing typed has been read. */
  #read = 0;

  /** @param port what the terminal opens; `attach`: where a terminal program may be attached. */
  constructor(port: string, options: { readonly attach?: string; readonly baud?: number } = {}) {
    const { attach, baud = 115_200 } = options;
    this.cable = new EmulatorProcess('technician', SCRIPT, [
      ...['--symlink', port, '--baud', String(baud)],
      ...(attach === undefined ? [] : ['--attach', attach]),
    ]);
    this.cable.onEvent((event) => {
      if (event.event !== 'shown') return;
      this.text = (this.text + String(event['text'])).slice(-MOST_TEXT);
    });
  }

  /** Waits for `pattern` in what was shown since the last `line` or `key`; resolves to all of that. */
  async sees(pattern: RegExp, withinMs = 30_000): Promise<string> {
    const shown = (): string => this.text.slice(this.#read);
    if (pattern.test(shown())) return shown();
    return new Promise((resolve, reject) => {
      const stop = this.cable.onEvent(() => {
        if (pattern.test(shown())) end(() => resolve(shown()));
      });
      const limit = setTimeout(
        () => end(() => reject(new Error(`not within ${withinMs} ms: ${pattern}; the technician saw:\n${shown()}`))),
        withinMs,
      );
      const end = (finish: () => void): void => {
        stop();
        clearTimeout(limit);
        finish();
      };
    });
  }

  async line(text: string): Promise<void> {
    this.#read = this.text.length;
    await this.cable.do('line', { text });
  }

  async key(name: string): Promise<void> {
    this.#read = this.text.length;
    await this.cable.do('key', { name });
  }

  /** Types a line and waits for what must follow. */
  async asks(text: string, pattern: RegExp, withinMs?: number): Promise<string> {
    await this.line(text);
    return this.sees(pattern, withinMs);
  }

  /** With the published number and PIN of the modes without money. */
  async logsIn(): Promise<void> {
    await this.asks('login 5', /PIN: $/);
    await this.asks('5555', /5@tillproof# $/);
  }

  stop(): Promise<void> {
    return this.cable.stop();
  }
}
