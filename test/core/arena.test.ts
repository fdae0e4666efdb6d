import { ALIGN, Arena, planArena, slice } from '../../src/core/arena.ts'
import { createMemory, HEAP_BASE } from '../../src/core/load.ts'
import { assert, suite } from '../harness.ts'

const REQUESTS = [
  { name: 'weights', type: 'f32', length: 5 },
  { name: 'targets', type: 'f64', length: 3 },
  { name: 'empty', type: 'f32', length: 0 },
  { name: 'labels', type: 'i32', length: 16 },
] as const

const layOut = (base = HEAP_BASE) => {
  const plan = planArena(REQUESTS)
  const memory = createMemory(base - HEAP_BASE + plan.bytes)
  return { arena: new Arena(memory, base, plan), memory, plan }
}

suite('arena', (test) => {
  test('regions start at cache lines and do not overlap', () => {
    const { arena, plan } = layOut()
    let end = HEAP_BASE
    for (const { name, type, length } of REQUESTS) {
      const region = arena.region(name)
      assert.is(region.ptr % ALIGN, 0, name)
      assert.ok(region.ptr >= end, name)
      end = region.ptr + length * (type === 'f64' ? 8 : 4)
    }
    assert.ok(end <= HEAP_BASE + plan.bytes)
  })

  test('the plan reserves exactly what the arena touches', () => {
    const plan = planArena(REQUESTS)
    const memory = createMemory(2 * plan.bytes)
    const behind = new Uint8Array(memory.buffer, HEAP_BASE + plan.bytes)
    const arena = new Arena(memory, HEAP_BASE, plan)
    assert.ok(behind.every((byte) => byte === 0))
    const last = new Uint8Array(memory.buffer, HEAP_BASE + plan.bytes - 1, 1)
    last[0] ^= 1
    assert.equal(arena.overruns(), ['labels'])
  })

  test('memory to fill gets its canaries and keeps what else it holds', () => {
    const { memory, plan } = layOut()
    new Uint8Array(memory.buffer, HEAP_BASE, plan.bytes).fill(7)
    const arena = Arena.toFill(memory, HEAP_BASE, plan)
    assert.equal(arena.overruns(), [])
    assert.ok(arena.i32('labels').every((word) => word === 0x07070707))
  })

  test('a view has the length and the place of its region', () => {
    const { arena } = layOut()
    const weights = arena.f32('weights')
    assert.is(weights.length, 5)
    assert.is(weights.byteOffset, arena.region('weights').ptr)
    assert.is(arena.f64('targets').length, 3)
    assert.is(arena.i32('labels').length, 16)
    assert.is(arena.f32('empty').length, 0)
  })

  test('regions are independent and a full region is no overrun', () => {
    const { arena } = layOut()
    arena.f32('weights').fill(1)
    arena.f64('targets').fill(2)
    arena.i32('labels').fill(3)
    assert.equal([...arena.f32('weights')], [1, 1, 1, 1, 1])
    assert.equal([...arena.f64('targets')], [2, 2, 2])
    assert.equal(arena.overruns(), [])
  })

  test('an overrun names the region that was overrun', () => {
    const { arena, memory } = layOut()
    const { ptr } = arena.region('labels')
    new Int32Array(memory.buffer, ptr, 17)[16] = 0
    assert.equal(arena.overruns(), ['labels'])
    const empty = arena.region('empty')
    new Int32Array(memory.buffer, empty.ptr, 1)[0] = 0
    assert.equal(arena.overruns(), ['empty', 'labels'])
  })

  test('two arenas share a memory', () => {
    const plan = planArena(REQUESTS)
    const memory = createMemory(2 * plan.bytes)
    const first = new Arena(memory, HEAP_BASE, plan)
    const second = new Arena(memory, HEAP_BASE + plan.bytes, plan)
    first.i32('labels').fill(1)
    second.f32('weights').fill(2)
    assert.equal(first.overruns(), [])
    assert.equal(second.overruns(), [])
    assert.is(first.i32('labels')[15], 1)
  })

  test('refuses a name twice, a length that is no size, an unknown name and a wrong type', () => {
    const of = (name: string, length: number) => ({ name, type: 'f32', length }) as const
    assert.throws(() => planArena([of('a', 1), of('a', 2)]), /two regions are called a/)
    assert.throws(() => planArena([of('a', -1)]), /region a has length -1/)
    assert.throws(() => planArena([of('a', 1.5)]), /region a has length 1\.5/)
    const { arena } = layOut()
    assert.throws(() => arena.region('biases'), /no region is called biases/)
    assert.throws(() => arena.f32('labels'), /region labels holds i32, not f32/)
  })
})

suite('slice', (test) => {
  test('is a part of a region, in elements', () => {
    const { arena } = layOut()
    const labels = arena.region('labels')
    assert.equal(slice(labels, 'tail', 10, 6), {
      name: 'tail',
      type: 'i32',
      length: 6,
      ptr: labels.ptr + 40,
    })
    const targets = arena.region('targets')
    assert.is(slice(targets, 'last', 2, 1).ptr, targets.ptr + 16)
    assert.is(slice(labels, 'none', 16, 0).length, 0)
  })

  test('refuses what lies outside', () => {
    const { arena } = layOut()
    const weights = arena.region('weights')
    for (const [offset, length] of [
      [-1, 2],
      [0, 6],
      [5, 1],
    ]) {
      assert.throws(() => slice(weights, 'part', offset, length), /part lies outside region weights/)
    }
  })
})
