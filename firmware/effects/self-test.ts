/** The terminal tests itself: an entry is written, durably, and read back; an unwritable journal ends the process, as everywhere. */
import type { SelfTest } from '../rules/self-test.ts';
import type { Ports } from './ports.ts';

/** One durable append. Devices are those whose line answers now. */
export function testTerminal(ports: Ports): SelfTest {
  const { journal } = ports;
  const at = ports.stamp();
  const newestMs = journal.last(1)[0]?.atMs ?? at.atMs;
  const freeBytes = ports.freeBytes();
  const lines = { printer: ports.printer(), cardReader: ports.reader(), pinPad: ports.pinPad() };
  const devices = Object.entries(lines).flatMap(([device, session]) => (session === null ? [] : [device]));
  const [written] = journal.append([{ type: 'selfTest.made', txn: null, body: { devices, freeBytes, newestMs } }], at);
  const [found] = journal.last(1);
  const isBack = written !== undefined && found?.type === 'selfTest.made' && found.hash === written.hash;
  return { writtenSeq: isBack ? written.seq : null, freeBytes, nowMs: at.atMs, newestMs };
}
