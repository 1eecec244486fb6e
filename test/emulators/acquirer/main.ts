/**
 * The acquirer as a process: a TCP or TLS server with the model behind it, controlled over stdio.
 * `node test/emulators/acquirer/main.ts [--port 0] [--tid …] [--mid …] [--tmk HEX] [--ledger FILE] [--tls-cert FILE --tls-key FILE]`
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { createServer as createTlsServer } from 'node:tls';
import { parseArgs } from 'node:util';
import { serveControl } from '../control.ts';
import { Acquirer } from './acquirer.ts';
import { unionpayDialect } from './dialect.ts';
import type { Iso87Encoding } from './iso87/codec.ts';
import { iso87Dialect } from './iso87/dialect.ts';
import { openLedgerFile } from './ledger-file.ts';
import { acquirerVerbs } from './verbs.ts';

const { values } = parseArgs({
  options: {
    host: { type: 'string', default: '127.0.0.1' },
    port: { type: 'string', default: '0' },
    tid: { type: 'string', default: '10000001' },
    mid: { type: 'string', default: '898100000000001' },
    tmk: { type: 'string', default: '0123456789ABCDEFFEDCBA9876543210' },
    batch: { type: 'string', default: '000001' },
    balance: { type: 'string', default: '1000000000' },
    tpdu: { type: 'string', default: 'swapped' },
    'utc-offset-minutes': { type: 'string', default: '480' },
    ledger: { type: 'string' },
    dialect: { type: 'string', default: 'unionpay' },
    digits: { type: 'string', default: 'ascii' },
    bitmap: { type: 'string', default: 'hex' },
    length: { type: 'string', default: 'binary2' },
    'tls-cert': { type: 'string' },
    'tls-key': { type: 'string' },
    'tls-client-ca': { type: 'string' },
  },
});

const SHAPES: [option: keyof typeof values, shape: RegExp, words: string][] = [
  ['port', /^\d{1,5}$/, 'a port number, 0 for any'],
  ['tid', /^[\x20-\x7e]{8}$/, 'eight characters'],
  ['mid', /^[\x20-\x7e]{15}$/, 'fifteen characters'],
  ['tmk', /^([0-9A-Fa-f]{16}){1,3}$/, '8, 16 or 24 bytes in hex'],
  ['batch', /^(?!000000)\d{6}$/, 'six digits, not 000000'],
  ['balance', /^\d{1,12}$/, 'an amount in minor units'],
  ['tpdu', /^(swapped|echoed)$/, 'swapped or echoed'],
  ['dialect', /^(unionpay|iso87)$/, 'unionpay or iso87'],
  ['digits', /^(ascii|bcd)$/, 'ascii or bcd'],
  ['bitmap', /^(hex|binary)$/, 'hex or binary'],
  ['length', /^(binary2|bcd2|ascii4|vml)$/, 'binary2, bcd2, ascii4 or vml'],
  ['utc-offset-minutes', /^-?\d{1,3}$/, 'minutes'],
];
for (const [option, shape, words] of SHAPES) {
  if (shape.test(values[option] ?? '')) continue;
  process.stderr.write(`--${option} is ${words}\n`);
  process.exit(2);
}

const ledger = values.ledger === undefined ? null : openLedgerFile(values.ledger);
let emit = (_event: string, _fields: object): void => {};
const dialect =
  values.dialect === 'iso87'
    ? iso87Dialect({
        digits: values.digits as Iso87Encoding['digits'],
        bitmap: values.bitmap as Iso87Encoding['bitmap'],
        length: values.length as Iso87Encoding['length'],
      })
    : unionpayDialect;
const acquirer = new Acquirer({
  dialect,
  clock: {
    nowMs: () => performance.now(),
    after: (delayMs, run) => {
      const timer = setTimeout(run, delayMs);
      return () => clearTimeout(timer);
    },
  },
  epochAtZeroMs: performance.timeOrigin,
  utcOffsetMinutes: Number(values['utc-offset-minutes']),
  random: (bytes) => randomBytes(bytes),
  tid: values.tid,
  mid: values.mid,
  tmk: Buffer.from(values.tmk, 'hex'),
  batch: values.batch,
  balanceMinor: Number(values.balance),
  tpdu: values.tpdu === 'echoed' ? 'echoed' : 'swapped',
  ...(ledger === null ? {} : { lines: ledger.lines, storage: ledger.storage }),
  emit: (event, fields) => emit(event, fields),
});

const server = openServer();
let port = Number(values.port);
const scheme = values['tls-cert'] === undefined ? 'tcp' : 'tls';

const control = serveControl({
  ...acquirerVerbs(acquirer),
  'refuse-connections': async (args) => {
    if (typeof args['on'] !== 'boolean') throw new RangeError('on is true or false');
    if (args['cut'] === true) acquirer.cutAll();
    if (args['on'] === server.listening) await (args['on'] ? stopListening() : listen());
  },
});
emit = (event, fields) => control.emit(event, fields);
await listen();
emit('listening', { address: `${scheme}:${values.host}:${port}` });

function openServer(): Server {
  const cert = values['tls-cert'];
  const key = values['tls-key'];
  const ca = values['tls-client-ca'];
  if (cert === undefined && key === undefined) return createServer({ noDelay: true }, serve);
  if (cert === undefined || key === undefined) throw new Error('--tls-cert and --tls-key go together');
  const clients = ca === undefined ? {} : { ca: readFileSync(ca), requestCert: true, rejectUnauthorized: true };
  return createTlsServer({ cert: readFileSync(cert), key: readFileSync(key), ...clients }, serve);
}

function serve(socket: Socket): void {
  socket.setNoDelay(true);
  const connection = acquirer.connect({
    write: (bytes) => void socket.write(bytes),
    close: (how) => {
      if (how === 'end') socket.end();
      else if (scheme === 'tcp') socket.resetAndDestroy();
      else socket.destroy();
    },
  });
  socket.on('data', (bytes) => connection.received(bytes));
  // A line that breaks is a terminal gone, nothing more; `close` follows.
  socket.on('error', () => {});
  socket.on('close', () => acquirer.disconnected(connection));
}

/** Listens on the port given, and after a pause on the same one again. */
function listen(): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, values.host, () => {
      server.removeListener('error', reject);
      const address = server.address();
      if (address !== null && typeof address === 'object') port = address.port;
      resolve();
    });
  });
}

/** New connections are refused by the operating system; those that are open stay. */
function stopListening(): Promise<void> {
  return new Promise((resolve) => {
    server.close();
    resolve();
  });
}
