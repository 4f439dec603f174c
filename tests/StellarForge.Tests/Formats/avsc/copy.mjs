// Reads an Avro file, prints each record as a line of JSON, and writes the records into a file of its own: node copy.mjs IN OUT CODEC
import avro from 'avsc';
import { parse, text } from './types.mjs';

const [input, output, codec] = process.argv.slice(2);

const rows = [];
let type, schema;
avro.createFileDecoder(input, { parseHook: written => parse(schema = written) })
  .on('metadata', written => { type = written; })
  .on('error', error => { console.error(error); process.exit(1); })
  .on('data', row => rows.push(row))
  .on('end', () => {
    for (const row of rows)
      console.log(text(row));
    // With the schema that was read, as that of the type has no logical types.
    const metadata = { 'avro.schema': Buffer.from(JSON.stringify(schema)) };
    const encoder = avro.createFileEncoder(output, type, { codec, metadata });
    encoder.on('error', error => { console.error(error); process.exit(1); });
    for (const row of rows)
      encoder.write(row);
    encoder.end();
  });
