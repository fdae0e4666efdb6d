import { readFile } from 'node:fs/promises'
import { ABI, BUILDS, compileCore } from '../../src/core/load.ts'
import { assert, suite } from '../harness.ts'
import { openHosts, SIZES } from './host.ts'

const hosts = await openHosts(...BUILDS)
const modules = await Promise.all(BUILDS.map(compileCore))
const surfaces = await Promise.all(
  ['exports', 'imageExports', 'normExports', 'replayExports'].map((name) =>
    readFile(new URL(`../../src/core/${name}.ts`, import.meta.url), 'utf8'),
  ),
)
const declared = [...surfaces.join('\n').matchAll(/^ {2}(\w+)\(/gm)].map(([, name]) => name)

/** The part of the WebAssembly API that only tests need. */
interface Reflection {
  exports(module: WebAssembly.Module): { name: string; kind: string }[]
  imports(module: WebAssembly.Module): { module: string; name: string; kind: string }[]
}
const reflection = WebAssembly.Module as unknown as Reflection

/** Section ids of the binary format that hold state: https://webassembly.github.io/spec/core/binary/modules.html */
const DATA = 11
const GLOBAL = 6
const TABLE = 4

/** The ids of a module's sections, in order. */
function sectionIds(bytes: Uint8Array): number[] {
  const ids: number[] = []
  for (let at = 8; at < bytes.length; ) {
    ids.push(bytes[at++])
    let size = 0
    let shift = 0
    let byte: number
    do {
      byte = bytes[at++]
      size |= (byte & 127) << shift
      shift += 7
    } while (byte & 128)
    at += size
  }
  return ids
}

suite('the surface of the core', (test) => {
  test('speaks the ABI of load.ts and knows its build', () => {
    for (const host of hosts) {
      assert.is(host.core.abi(), ABI)
      assert.is(host.core.isRelaxed(), host.build === 'relaxed' ? 1 : 0)
    }
  })

  test('exports what exports.ts declares', () => {
    for (const module of modules) {
      const exported = reflection
        .exports(module)
        .filter(({ kind }) => kind === 'function')
        .map(({ name }) => name)
      assert.equal(exported.sort(), [...declared].sort())
    }
  })

  test('imports the memory and nothing else', () => {
    for (const module of modules) {
      assert.equal(reflection.imports(module), [{ module: 'env', name: 'memory', kind: 'memory' }])
    }
  })

  test('keeps no state: no data, no table, and no globals once optimised', async () => {
    for (const build of BUILDS) {
      const ids = sectionIds(await readFile(new URL(`../../build/${build}.wasm`, import.meta.url)))
      assert.not.ok(ids.includes(DATA), `${build} has static data`)
      assert.not.ok(ids.includes(TABLE) && build !== 'debug', `${build} has a table`)
      assert.not.ok(ids.includes(GLOBAL) && build !== 'debug', `${build} has globals`)
    }
  })

  test('nothing behind an array is read', () => {
    for (const host of hosts) {
      for (const n of SIZES) {
        host.reset()
        const [ids, labels, columns] = [[0], [0], [...Array(n).keys()]].map(
          (list) => host.i32(list).byteOffset,
        )
        const [other, x] = [
          host.f32(new Float32Array(n)).byteOffset,
          host.f32(new Float32Array(n)).byteOffset,
        ]
        const window = host.i32([0, 1, 0, 1]).byteOffset
        const coefficients = host.f32([1, 0, 0, 0, 1, 0]).byteOffset
        const sums = host.f64(new Float64Array(n + 3)).byteOffset
        const { byteOffset: end } = host.f32AtEnd(new Float32Array(n))
        const { core } = host
        assert.not.throws(() => {
          core.relu(end, n)
          core.tanh(end, n)
          core.addBias(other, end, 1, n)
          core.biasGradient(end, other, 1, n)
          core.sgd(other, end, 0, n)
          core.sumSquares(end, n)
          core.clipNorm(end, 0, n)
          core.maxColumnNorm(end, 1, n, sums)
          core.projectColumns(end, 1, n, 0, sums)
          core.huber(other, end, end, 1, n)
          core.absolute(end, other, end, n)
          core.gatherRows(end, n, 0, ids, x, 1, n, other, other, other, other, other)
          core.gatherRows(end, n, columns, ids, x, 1, n, other, other, other, other, other)
          if (n > 0) core.crossEntropyBackward(end, labels, other, end, 1, n)
          core.sampleMask(end, ids, 1, n, 1, 1, 2, 3, 4)
          core.sampleNormal(end, ids, 1, n, 0, 1, 1, 2, 3, 4)
          core.multiply(other, end, n)
          core.spread(x, other, end, n)
          core.gatherBlock(end, n, 0, columns, other, 1, n)
          core.scatterBlock(other, 0, 0, end, 1, n, 1, n)
          core.convolve(end, other, x, 1, 1, 1, n, 1, 1, 0, 1, sums)
          core.convolve(other, end, x, 1, 1, 1, 1, 1, 1, 0, n, sums)
          core.convolveWeights(other, end, x, 1, 1, 1, 1, 1, 1, 0, n, 0, n, sums)
          core.convolveInputs(end, other, x, 1, 1, 1, 1, 1, 1, 0, n, sums)
          core.maxPool(end, other, x, window, 0, 1, 1, 1, n, 1, 1)
          core.averagePoolBackward(other, end, window, 0, 1, 1, 1, n, 1, 1)
          core.weightedPool(end, other, window, 0, 1, 1, 1, 1, n, 1, 1)
          core.warp(end, other, coefficients, 0, 1, 1, 1, n)
          core.blur(end, other, coefficients, x, 1, 1, 1, n, 1, 1, 0)
          core.mixRows(other, end, coefficients, 1, n)
          core.pasteBoxes(other, end, window, 1, 1, 1, n)
          core.sampleUniform(end, ids, 1, n, 1, 2, 3, 4)
          core.maskWeights(end, other, end, other, x, 1, n, 1, 1, 2, 3, 4, 5)
          if (n > 0) core.crossEntropySoftBackward(other, end, 0, other, 1, n)
          if (n > 0) core.softTargets(labels, 0, 0, end, 1, n, 0.5)
        }, `${host.build}, n = ${n}`)
      }
    }
  })

  test('the debug build stops on a pointer that is no multiple of 4 and on a negative size', () => {
    const debug = hosts.find((host) => host.build === 'debug')!
    const x = debug.f32([1, 2, 3, 4])
    assert.throws(() => debug.core.relu(x.byteOffset + 2, 1), /unreachable/)
    assert.throws(() => debug.core.relu(x.byteOffset, -1), /unreachable/)
    assert.throws(
      () => debug.core.crossEntropy(x.byteOffset, debug.i32([2]).byteOffset, 0, 1, 2),
      /unreachable/,
      'a label beyond the classes',
    )
  })
})
