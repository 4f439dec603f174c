// Reads an Avro file, prints each record as a line of JSON, and writes the records into a file of its own: node copy.mjs IN OUT CODEC
import avro from 'avsc';

const [input, output, codec] = process.argv.slice(2);

// Longs as BigInt: a number of JavaScript has 53 bits.
const long = avro.types.LongType.__with({
  fromBuffer: bytes => bytes.readBigInt64LE(),
  toBuffer: value => { const bytes = Buffer.alloc(8); bytes.writeBigInt64LE(value); return bytes; },
  fromJSON: BigInt,
  toJSON: String,
  isValid: value => typeof value === 'bigint',
  compare: (left, right) => left === right ? 0 : left < right ? -1 : 1,
});
// avsc takes a type of the registry only where it stands by its name alone; logical types are for whoever reads the JSON.
const plain = (_, value) => value?.logicalType ? value.type : value;
const parse = schema => avro.Type.forSchema(JSON.parse(JSON.stringify(schema), plain), { registry: { long }, wrapUnions: false });
const rows = [];
let type, schema;
avro.createFileDecoder(input, { parseHook: written => parse(schema = written) })
  .on('metadata', written => { type = written; })
  .on('error', error => { console.error(error); process.exit(1); })
  .on('data', row => rows.push(row))
  .on('end', () => {
    for (const row of rows) {
      console.log(JSON.stringify(row, (_, value) =>
        typeof value === 'bigint' ? String(value)
        : value?.type === 'Buffer' ? Buffer.from(value.data).toString('hex')
        : value));
    }
    // With the schema that was read, as that of the type has no logical types.
    const metadata = { 'avro.schema': Buffer.from(JSON.stringify(schema)) };
    const encoder = avro.createFileEncoder(output, type, { codec, metadata });
    encoder.on('error', error => { console.error(error); process.exit(1); });
    for (const row of rows)
      encoder.write(row);
    encoder.end();
  });
