// Reads messages, each behind its length, prints each record as a line of JSON, and writes the records as messages; then registers a schema of its own and
// writes one message by it: node registry.mjs URL SUBJECT IN OUT
import { readFileSync, writeFileSync } from 'node:fs';
import client from '@kafkajs/confluent-schema-registry';

const [url, subject, input, output] = process.argv.slice(2);
const { username, password, origin } = new URL(url);
const registry = new client.SchemaRegistry({ host: origin, auth: username ? { username, password } : undefined });

const written = [];
const write = message => {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(message.length);
  written.push(size, message);
};

const bytes = readFileSync(input);
const id = await registry.getLatestSchemaId(subject);
for (let at = 0; at < bytes.length;) {
  const length = bytes.readUInt32BE(at);
  const row = await registry.decode(bytes.subarray(at + 4, at + 4 + length));
  console.log(JSON.stringify(row));
  write(await registry.encode(id, row));
  at += 4 + length;
}

const own = { type: 'record', name: 'everything', namespace: 'elsewhere', fields: [
  { name: 'more', type: { type: 'array', items: 'string' } }, { name: 'text', type: 'string' }, { name: 'id', type: 'int' },
] };
const registered = await registry.register({ type: client.SchemaType.AVRO, schema: JSON.stringify(own) }, { subject: 'elsewhere-value' });
write(await registry.encode(registered.id, { more: ['a', 'b'], text: 'theirs', id: 4711 }));
writeFileSync(output, Buffer.concat(written));
