// Reads messages in single-object encoding, prints each record as a line of JSON, and writes the records as messages: node messages.mjs SCHEMA IN OUT
// Each message stands behind its length, 4 bytes. The fingerprint is worked out here, from the canonical form that avsc makes.
import { readFileSync, writeFileSync } from 'node:fs';
import { parse, text } from './types.mjs';

const [schema, input, output] = process.argv.slice(2);
const type = parse(JSON.parse(readFileSync(schema, 'utf8')));

const empty = 0xc15d213aa4d7a795n;
let fingerprint = empty;
for (const byte of Buffer.from(JSON.stringify(type.schema()))) {
  fingerprint ^= BigInt(byte);
  for (let bit = 0; bit < 8; bit++)
    fingerprint = (fingerprint >> 1n) ^ (fingerprint & 1n ? empty : 0n);
}
const envelope = Buffer.alloc(10);
envelope.writeUInt16BE(0xc301);
envelope.writeBigUInt64LE(fingerprint, 2);

const bytes = readFileSync(input);
const written = [];
for (let at = 0; at < bytes.length;) {
  const length = bytes.readUInt32BE(at);
  const message = bytes.subarray(at + 4, at + 4 + length);
  if (!message.subarray(0, 10).equals(envelope))
    throw new Error(`A message begins with ${message.subarray(0, 10).toString('hex')}, not ${envelope.toString('hex')}.`);
  const row = type.fromBuffer(message.subarray(10));
  console.log(text(row));
  const record = type.toBuffer(row);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(10 + record.length);
  written.push(size, envelope, record);
  at += 4 + length;
}
writeFileSync(output, Buffer.concat(written));
