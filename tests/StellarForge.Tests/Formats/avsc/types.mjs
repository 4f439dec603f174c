// What the scripts read Avro with.
import avro from 'avsc';

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
export const parse = schema => avro.Type.forSchema(JSON.parse(JSON.stringify(schema), plain), { registry: { long }, wrapUnions: false });
// A record as a line of JSON: longs as text, bytes in hexadecimal digits.
export const text = row => JSON.stringify(row, (_, value) =>
  typeof value === 'bigint' ? String(value)
  : value?.type === 'Buffer' ? Buffer.from(value.data).toString('hex')
  : value);
