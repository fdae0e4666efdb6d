import { addressLimit, missingFlag } from '../../src/util/addressSpace.ts'
import { assert, suite } from '../harness.ts'

const FLAG = '--disable-wasm-trap-handler'
const LIMITS = (soft: string) => `Limit                     Soft Limit           Hard Limit           Units
Max cpu time              unlimited            unlimited            seconds
Max address space         ${soft.padEnd(21)}unlimited            bytes
`

suite('util/addressSpace', (test) => {
  test('a limit is read in bytes, and none is infinite', () => {
    assert.is(addressLimit(LIMITS('4294967296')), 2 ** 32)
    assert.is(addressLimit(LIMITS('unlimited')), Number.POSITIVE_INFINITY)
    assert.is(addressLimit(''), Number.POSITIVE_INFINITY)
  })

  test('the flag is missing where addresses are few, Node knows it, and it is not given', () => {
    const known = new Set([FLAG])
    assert.is(missingFlag(2 ** 32, known, []), FLAG)
    assert.is(missingFlag(Number.POSITIVE_INFINITY, known, []), undefined)
    assert.is(missingFlag(2 ** 32, new Set(), []), undefined)
    assert.is(missingFlag(2 ** 32, known, [`--no-warnings ${FLAG}`]), undefined)
  })
})
