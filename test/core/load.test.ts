import { ABI, BUILDS, compileCore, createMemory, HEAP_BASE, instantiateCore } from '../../src/core/load.ts'
import { assert, suite } from '../harness.ts'

const modules = await Promise.all(BUILDS.map(compileCore))

/**
 * A module whose `abi` returns one more than ABI, written out byte by byte: type () -> i32, one function, its export,
 * its body.
 */
const ofAnotherAbi = new Uint8Array([
  ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
  ...[0x01, 0x05, 0x01, 0x60, 0x00, 0x01, 0x7f],
  ...[0x03, 0x02, 0x01, 0x00],
  ...[0x07, 0x07, 0x01, 0x03, 0x61, 0x62, 0x69, 0x00, 0x00],
  ...[0x0a, 0x06, 0x01, 0x04, 0x00, 0x41, ABI + 1, 0x0b],
])

suite('load', (test) => {
  test('every build compiles and speaks this ABI', () => {
    for (const module of modules) assert.is(instantiateCore(module, createMemory(0)).abi(), ABI)
  })

  test('a memory holds what was asked for above HEAP_BASE, is shared and of fixed size', () => {
    for (const bytes of [0, 1, 65536, 65537]) {
      const memory = createMemory(bytes)
      assert.ok(memory.buffer.byteLength >= HEAP_BASE + bytes)
      assert.ok(memory.buffer.byteLength < HEAP_BASE + bytes + 65536)
      assert.instance(memory.buffer, SharedArrayBuffer)
      const growing = memory as unknown as { grow(pages: number): number }
      assert.throws(() => growing.grow(1), RangeError)
    }
  })

  test('memory that cannot be had is a sentence with its size and a way out', () => {
    assert.throws(
      () => createMemory(5 * 2 ** 30),
      /^this takes 5\.0 GiB of memory, more than the 4 GiB that WebAssembly can address; lower --jobs, /,
    )
  })

  test('two instances work on one memory', () => {
    const memory = createMemory(16)
    const [first, second] = [modules[0], modules[0]].map((module) => instantiateCore(module, memory))
    const x = new Float32Array(memory.buffer, HEAP_BASE, 4)
    x.set([1, 2, 3, 4])
    first.scale(HEAP_BASE, 2, 4)
    second.scale(HEAP_BASE, 2, 4)
    assert.equal([...x], [4, 8, 12, 16])
  })

  test('refuses a core of another ABI and says what to do', async () => {
    const module = await WebAssembly.compile(ofAnotherAbi)
    assert.throws(
      () => instantiateCore(module, createMemory(0)),
      `internal error: the wasm core speaks ABI ${ABI + 1}, this program ABI ${ABI}: run "npm run build"`,
    )
  })
})
