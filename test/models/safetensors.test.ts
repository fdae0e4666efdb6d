import { decodeSafetensors, encodeSafetensors, SafetensorsError } from '../../src/models/safetensors.ts'
import type { Tensor } from '../../src/models/tensors.ts'
import { assert, suite } from '../harness.ts'
import { readTensors } from './readTensors.ts'

const tensors = new Map<string, Tensor>([
  ['b', { shape: [3], values: Float32Array.of(1.5, -0, 3e-45) }],
  ['a', { shape: [2, 1], values: Float32Array.of(Math.fround(0.1), 3) }],
  ['wide', { shape: [2], values: Float64Array.of(0.1, 1e300) }],
  ['none', { shape: [0, 4], values: new Float32Array(0) }],
  ['scalar', { shape: [], values: Float32Array.of(7) }],
])

/** A file of this header, with as many bytes of data. */
function fileOf(header: unknown, dataBytes: number): Buffer {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(json.length))
  return Buffer.concat([length, json, Buffer.alloc(dataBytes)])
}

const entry = (shape: unknown, data_offsets: unknown, dtype: unknown = 'F32') => ({
  dtype,
  shape,
  data_offsets,
})

function complaint(bytes: Uint8Array): string {
  try {
    decodeSafetensors(bytes)
  } catch (error) {
    if (error instanceof SafetensorsError) return error.message
    throw error
  }
  return 'nothing'
}

/** What stands in the file to what is said of it. */
const hostile: Record<string, { file: Buffer; sentence: string }> = {
  'too short for a length': { file: Buffer.alloc(5), sentence: 'it has 5 bytes, too few for a header' },
  'a header longer than the file': {
    file: Buffer.concat([Buffer.from([100, 0, 0, 0, 0, 0, 0, 0]), Buffer.from('{}')]),
    sentence: 'it states a header of 100 bytes and has 10 in all',
  },
  'a header of 2^63 bytes': {
    file: Buffer.concat([Buffer.from([0, 0, 0, 0, 0, 0, 0, 0x80]), Buffer.from('{}')]),
    sentence: 'it states a header of 9223372036854775808 bytes and has 10 in all',
  },
  'a header that is no JSON': { file: fileOf('{"a":', 0), sentence: 'its header is not JSON' },
  'a header nested deeply': {
    file: fileOf('['.repeat(200_000), 0),
    sentence: 'its header is not JSON',
  },
  'a header that is a list': { file: fileOf([], 0), sentence: 'its header is not an object' },
  'a header that is not UTF-8': {
    file: Buffer.concat([fileOf('', 0).fill(3, 0, 1), Buffer.from([0x22, 0xff, 0x22])]),
    sentence: 'its header is not UTF-8',
  },
  'metadata that is no text': {
    file: fileOf({ __metadata__: { a: 1 } }, 0),
    sentence: 'its field __metadata__.a is not a text',
  },
  'an unknown type': {
    file: fileOf({ a: entry([1], [0, 4], 'I8') }, 4),
    sentence: 'tensor "a" is described wrongly: its dtype is not F64 or F32',
  },
  'a type from the prototype': {
    file: fileOf({ a: entry([1], [0, 4], 'constructor') }, 4),
    sentence: 'tensor "a" is described wrongly: its dtype is not F64 or F32',
  },
  'a negative size': {
    file: fileOf({ a: entry([-1], [0, 4]) }, 4),
    sentence: 'tensor "a" is described wrongly: its shape[0] is not a whole number of at least 0',
  },
  'a shape beyond counting': {
    file: fileOf({ a: entry([2 ** 50, 2 ** 50], [0, 4]) }, 4),
    sentence: 'tensor "a" has a shape of 5.070602400912918e+30 bytes and 4 bytes of data',
  },
  'offsets the wrong way round': {
    file: fileOf({ a: entry([1], [4, 0]) }, 4),
    sentence: 'tensor "a" has a shape of 4 bytes and -4 bytes of data',
  },
  'one offset': {
    file: fileOf({ a: entry([1], [4]) }, 4),
    sentence: 'tensor "a" is described wrongly: its data_offsets[1] is not a whole number of at least 0',
  },
  'data outside the file': {
    file: fileOf({ a: entry([1000], [0, 4000]) }, 4),
    sentence: 'it has 4 bytes of data where its tensors take 4000',
  },
  'a gap': {
    file: fileOf({ a: entry([1], [0, 4]), b: entry([1], [8, 12]) }, 12),
    sentence: 'tensor "b" starts at byte 8 of the data, not 4',
  },
  'an overlap': {
    file: fileOf({ a: entry([2], [0, 8]), b: entry([1], [4, 8]) }, 8),
    sentence: 'tensor "b" starts at byte 4 of the data, not 8',
  },
  'bytes after the last array': {
    file: fileOf({ a: entry([1], [0, 4]) }, 5),
    sentence: 'it has 5 bytes of data where its tensors take 4',
  },
}

suite('models/safetensors', (test) => {
  const bytes = encodeSafetensors(tensors, { regbench: '{"é":1}' })

  test('writes what an independent reader reads', () => {
    const { arrays, metadata, entries } = readTensors(bytes)
    assert.equal(metadata, { regbench: '{"é":1}' })
    assert.equal(Object.keys(arrays).sort(), [...tensors.keys()].sort())
    for (const [name, { shape, values }] of tensors) {
      assert.equal(entries[name]!.shape, shape, name)
      assert.equal([...arrays[name]!], [...values], name)
    }
    assert.ok(Object.is(arrays.b![1], -0))
  })

  test('keeps to the layout of the format: aligned, without gaps, the header a JSON object', () => {
    const { headerBytes, entries } = readTensors(bytes)
    assert.is(headerBytes % 8, 0)
    assert.is(bytes[8], '{'.charCodeAt(0))
    const offsets = Object.values(entries).sort((x, y) => x.data_offsets[0] - y.data_offsets[0])
    let end = 0
    for (const { dtype, data_offsets } of offsets) {
      assert.is(data_offsets[0] % (dtype === 'F64' ? 8 : 4), 0)
      assert.is(data_offsets[0], end)
      end = data_offsets[1]
    }
    assert.is(8 + headerBytes + end, bytes.length)
  })

  test('reads back what it wrote, at any place in memory', () => {
    const shifted = new Uint8Array(bytes.length + 3)
    shifted.set(bytes, 3)
    const { tensors: read, metadata } = decodeSafetensors(shifted.subarray(3))
    assert.is(metadata.get('regbench'), '{"é":1}')
    for (const [name, tensor] of tensors) assert.equal(read.get(name), tensor, name)
  })

  test('gives the same bytes whatever the order of the arrays', () => {
    const reversed = new Map([...tensors].reverse())
    assert.equal(encodeSafetensors(reversed, { regbench: '{"é":1}' }), bytes)
  })

  for (const [what, { file, sentence }] of Object.entries(hostile)) {
    test(`refuses ${what}`, () => {
      assert.is(complaint(file), sentence)
    })
  }

  test('refuses a file cut short at any byte', () => {
    for (let length = 0; length < bytes.length; length++) {
      assert.is.not(complaint(bytes.subarray(0, length)), 'nothing', `${length} bytes`)
    }
  })

  test('takes a header with more spaces and its arrays in another order, as others write it', () => {
    const header =
      '{"z":{"dtype":"F32","shape":[1],"data_offsets":[8,12]},"y":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}   '
    const { tensors: read } = decodeSafetensors(fileOf(header, 12))
    assert.equal(read.get('z'), { shape: [1], values: Float32Array.of(0) })
    assert.equal(read.get('y'), { shape: [1], values: Float64Array.of(0) })
  })
})
