/** What the technician's commands do with files: the line is lent to a transfer and comes back with its result, in the journal under his number. */
import type { LineTerminal, RawLine } from '../../../drivers/console/line-terminal.ts';
import { sendByProgram } from '../../../drivers/console/transfer/relay.ts';
import { receiveByBlocks, sendByBlocks } from '../../../drivers/console/transfer/run-steps.ts';
import { receiveAsText } from '../../../drivers/console/transfer/text-receiver.ts';
import { sendAsText } from '../../../drivers/console/transfer/text-sender.ts';
import {
  TIMING,
  type Transfer,
  type TransferLine,
  type TransferResult,
} from '../../../drivers/console/transfer/transfer.ts';
import { CANCEL } from '../../../drivers/console/transfer/wire.ts';
import type { Clock } from '../../../drivers/link/link.ts';
import type { FilesDesk, KeptFile, OfferedFile, Protocol, Transferred } from '../../maintenance/files-desk.ts';
import type { Ports } from '../ports.ts';
import type { FileStore, OpenedFile } from './file-store.ts';
import { masked } from './records.ts';
import { startSz } from './zmodem-program.ts';

export interface FilesParts {
  readonly ports: Pick<Ports, 'journal' | 'stamp'>;
  readonly store: FileStore;
  readonly clock: Clock;
  /** The technician's terminal; null: nobody is there. */
  readonly terminal: () => LineTerminal | null;
  readonly tell: (report: Transferred) => void;
}

interface UnderWay {
  readonly raw: RawLine;
  readonly transfer: Transfer;
  /** What the transfer has open, to be closed however it ends. */
  readonly release: () => void;
}

type Begin = (line: TransferLine, ended: (result: TransferResult) => void) => Transfer;

export class MaintenanceFiles {
  readonly #parts: FilesParts;
  #underWay: UnderWay | null = null;
  /** What somebody has said the SHA-256 of a received file is, and it was. */
  readonly #stated = new Map<string, string>();
  readonly desk: FilesDesk;

  constructor(parts: FilesParts) {
    this.#parts = parts;
    const { store } = parts;
    this.desk = {
      outgoing: () => orElse([], () => store.outgoing()),
      incoming: () => orElse([], () => store.incoming().list()),
      hasZmodem: () => store.sz !== null,
      offer: (name) => orElse('missing', () => this.#offer(name)),
      send: (who, name, by) => orElse(false, () => this.#send(who, name, by)),
      receive: (who, by, nameless) => orElse(false, () => this.#receive(who, by, nameless)),
      stop: () => this.#stop(),
      verify: (name, sha256) => orElse('missing', () => this.#verify(name, sha256)),
      verified: (name) => orElse('missing', () => this.#verified(name)),
      remove: (name) => orElse(false, () => store.incoming().remove(name)),
    };
  }

  #offer(name: string): OfferedFile | 'missing' | 'too-large' {
    const file = this.#parts.store.open(name);
    if (typeof file === 'string') return file;
    file.close();
    return { name, sizeBytes: file.source.sizeBytes, sha256: file.sha256 };
  }

  #send(who: string, name: string, by: Protocol): boolean {
    const file = this.#parts.store.open(name);
    if (typeof file === 'string') return false;
    const begin = this.#sender(file, by);
    const lent =
      begin !== null &&
      this.#lend(begin, file.close, (result) => {
        if (result.kind === 'sent') for (const one of result.files) this.#record(who, 'out', by, one);
        this.#parts.tell({ is: 'transferred', result, kept: [] });
      });
    if (!lent) file.close();
    return lent;
  }

  #sender({ source, path, sha256 }: OpenedFile, by: Protocol): Begin | null {
    const { clock, store } = this.#parts;
    if (by === 'base64') return (line, ended) => sendAsText(source, line, clock, ended);
    if (by !== 'zmodem') return (line, ended) => sendByBlocks(by, [source], line, clock, TIMING, ended);
    const { sz } = store;
    if (sz === null) return null;
    const { name, sizeBytes } = source;
    return (line, ended) => sendByProgram(startSz(sz, [path]), [{ name, sizeBytes, sha256 }], line, clock, ended);
  }

  #receive(who: string, by: Exclude<Protocol, 'zmodem'>, nameless: string): boolean {
    const { clock, store, tell } = this.#parts;
    const kept: KeptFile[] = [];
    // In the journal as soon as it is whole: what follows may fail.
    const sink = store.incoming().sink(nameless, (file) => {
      kept.push(file);
      this.#record(who, 'in', by, file);
    });
    const begin: Begin = (line, ended) =>
      by === 'base64' ? receiveAsText(sink, clock, ended) : receiveByBlocks(by, sink, line, clock, TIMING, ended);
    return this.#lend(
      begin,
      () => {},
      (result) => tell({ is: 'transferred', result, kept }),
    );
  }

  #verify(name: string, sha256: string): 'same' | 'different' | 'missing' {
    const read = this.#parts.store.incoming().read(name, sha256);
    if (!read.verified) return read.why;
    this.#stated.set(name, sha256);
    return 'same';
  }

  #verified(name: string): Uint8Array | 'missing' | 'unverified' {
    const { store } = this.#parts;
    if (
      !store
        .incoming()
        .list()
        .some((file) => file.name === name)
    )
      return 'missing';
    const read = store.incoming().read(name, this.#stated.get(name) ?? '');
    return read.verified ? read.bytes : 'unverified';
  }

  #lend(begin: Begin, release: () => void, ended: (result: TransferResult) => void): boolean {
    const terminal = this.#parts.terminal();
    if (terminal === null || this.#underWay !== null) return false;
    const raw = terminal.takeOver((chunk) => transfer.bytes(chunk));
    const line: TransferLine = {
      write: (bytes) => (raw.write(bytes) ? 'accepted' : 'refused'),
      get queuedBytes() {
        return raw.queuedBytes;
      },
    };
    const transfer = begin(line, (result) => {
      this.#giveBack();
      ended(result);
    });
    this.#underWay = { raw, transfer, release };
    return true;
  }

  #giveBack(): void {
    const underWay = this.#underWay;
    this.#underWay = null;
    underWay?.release();
    underWay?.raw.release();
  }

  /** The session is over in the middle of a transfer: the peer, where it still hears, is told; nobody waits for its answer. */
  #stop(): void {
    if (this.#underWay === null) return;
    this.#underWay.raw.write(CANCEL);
    this.#underWay.transfer.lost();
  }

  #record(who: string, direction: 'out' | 'in', protocol: Protocol, file: OfferedFile): void {
    const { journal, stamp } = this.#parts.ports;
    const { sizeBytes, sha256 } = file;
    const body = { direction, protocol, name: masked(file.name), sizeBytes, sha256 };
    journal.append([{ type: 'maintenance.fileTransferred', txn: null, body }], { ...stamp(), operator: who });
  }
}

/** A disk that does not play along fails the command, never the till. The journal's own exceptions have no such code. */
function orElse<Value>(otherwise: Value, act: () => Value): Value {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof Error) || !('syscall' in error)) throw error;
    return otherwise;
  }
}
