/**
 * The command channel of MagTek's HID readers (facts/peripherals §1a): a 24-byte feature report, `[cmd][length][22 data]` set,
 * `[result][length][22 data]` read back.
 */

const result = { success: 0, failure: 1, badParameter: 2 };
const command = { getProperty: 0, setProperty: 1, reset: 2, getKsn: 9 };
const property = { softwareId: 0x00, serial: 0x01, trackIdEnable: 0x04 };
/** Polling interval 10 ms, largest packet 8, interface HID, host poll timeout: plain bytes with nothing behind them here. */
const plainProperties: readonly [number, number][] = [
  [0x02, 10],
  [0x03, 8],
  [0x16, 0],
  [0x52, 2],
];
const reportBytes = 24;
const dataBytes = 22;

export class MagtekCommands {
  readonly #softwareId: string;
  #serial: string;
  readonly #bytes = new Map(plainProperties);
  readonly #ksn: (() => Uint8Array) | null;
  #response: Uint8Array = new Uint8Array(reportBytes);
  /** Two bits a track, from bit 0 for track 1: 00 off, 01 on, 10 required. */
  trackIdEnable = 0x95;

  constructor(softwareId: string, serial: string, ksn: (() => Uint8Array) | null) {
    this.#softwareId = softwareId;
    this.#serial = serial;
    this.#ksn = ksn;
  }

  get serial(): string {
    return this.#serial;
  }

  /** What the last command answered, with the leading report id 0. */
  get response(): Uint8Array {
    return Uint8Array.of(0, ...this.#response);
  }

  /** `report` starts with the report id 0. Null: not a command message at all. */
  execute(report: Uint8Array): 'executed' | 'reset' | null {
    if (report.length !== reportBytes + 1 || report[0] !== 0) return null;
    const [, code = 0, length = 0] = report;
    if (length > dataBytes) {
      this.#answer(result.badParameter);
      return 'executed';
    }
    const data = report.subarray(3, 3 + length);
    if (code === command.getProperty) this.#get(data);
    else if (code === command.setProperty) this.#answer(this.#set(data) ? result.success : result.badParameter);
    else if (code === command.getKsn && this.#ksn !== null) this.#answer(result.success, this.#ksn());
    else if (code === command.reset) this.#answer(result.success);
    else this.#answer(result.failure);
    return code === command.reset ? 'reset' : 'executed';
  }

  #get(data: Uint8Array): void {
    const id = data[0] ?? 0xff;
    const plain = this.#bytes.get(id);
    if (data.length !== 1) this.#answer(result.badParameter);
    else if (id === property.softwareId) this.#answer(result.success, Buffer.from(this.#softwareId, 'latin1'));
    else if (id === property.serial) this.#answer(result.success, Buffer.from(this.#serial, 'latin1'));
    else if (id === property.trackIdEnable) this.#answer(result.success, Uint8Array.of(this.trackIdEnable));
    else if (plain !== undefined) this.#answer(result.success, Uint8Array.of(plain));
    else this.#answer(result.badParameter);
  }

  /** False: no such property, or not a value for it. */
  #set(data: Uint8Array): boolean {
    const [id = 0xff, first] = data;
    if (id === property.serial && data.length <= 16) {
      this.#serial = Buffer.from(data.subarray(1)).toString('latin1');
      return true;
    }
    if (data.length !== 2 || first === undefined) return false;
    if (id === property.trackIdEnable) this.trackIdEnable = first;
    else if (this.#bytes.has(id)) this.#bytes.set(id, first);
    else return false;
    return true;
  }

  #answer(code: number, data: Uint8Array = new Uint8Array()): void {
    const response = new Uint8Array(reportBytes);
    response.set([code, data.length]);
    response.set(data.subarray(0, dataBytes), 2);
    this.#response = response;
  }
}
