/** Inputs that were met with something else than a sentence, once. */
import { gzipSync } from 'node:zlib'
import { load, refused } from '../data/helpers.ts'
import { suite } from '../harness.ts'

suite('fuzz: what it has found', (test) => {
  test('a byte order mark behind a quoted cell', () =>
    refused(
      () => load('""\ufeffa,b\n1,2\n'),
      3,
      'standard input:1: a closing quote is followed by more text; a quote inside quotes is written twice ("")',
    ))

  test('a little gzip that unpacks to much', () =>
    refused(
      () => load(gzipSync('1,2\n'.repeat(100_000)), { header: false, maxBytes: 100_000 }),
      3,
      'standard input: the data is longer than 100000 bytes, unpacked; allow more with --max-bytes, e.g. --max-bytes 4G',
    ))
})
