import { readFileSync } from 'node:fs'
import { assert, suite } from '../../harness.ts'
import {
  moveRunning,
  type Norm,
  normalize,
  normalizeBackward,
  normalizePrediction,
} from '../../reference/norm.ts'
import { allNear, type Host, numbers, openHosts, sameBits, slope } from '../host.ts'

const hosts = await openHosts('strict', 'relaxed', 'debug')
const SHAPES = [
  ...[1, 2, 3, 5, 32, 33].flatMap((M) => [0, 1, 3, 4, 5, 16, 31, 64].map((N) => [M, N] as const)),
  [100, 100] as const,
]
const F32 = { absolute: 2e-5, relative: 2e-5 }

const rowsOf = (values: ArrayLike<number>, N: number): number[][] =>
  Array.from({ length: N === 0 ? 0 : values.length / N }, (_, r) =>
    Array.from({ length: N }, (_, j) => values[r * N + j]),
  )

const normOf = (N: number, seed: number): Norm => ({
  gains: Float64Array.from(numbers(N, seed)),
  shifts: Float64Array.from(numbers(N, seed + 1)),
  runningMeans: Float64Array.from(numbers(N, seed + 2)),
  runningVariances: Float64Array.from(numbers(N, seed + 3), (x) => Math.fround(0.5 + x * x)),
})

/** One forward and one backward pass in the host. */
function run(
  host: Host,
  z: ArrayLike<number>,
  dY: ArrayLike<number>,
  norm: Norm,
  N: number,
  momentum: number,
  epsilon: number,
) {
  host.reset()
  const M = N === 0 ? 3 : z.length / N
  const [y, zHat, d] = [host.f32(z), host.f32(new Float32Array(z.length)), host.f32(dY)]
  const line = (values: ArrayLike<number> = new Float32Array(N)) => host.f32(values)
  const [mean, inverse, dGains, dShifts] = [line(), line(), line(), line()]
  const [gains, shifts] = [line(norm.gains), line(norm.shifts)]
  const [means, variances] = [line(norm.runningMeans), line(norm.runningVariances)]
  host.core.batchNorm(
    ...([y, zHat, mean, inverse, gains, shifts, means, variances].map((array) => array.byteOffset) as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ]),
    momentum,
    epsilon,
    M,
    N,
  )
  host.core.batchNormBackward(
    d.byteOffset,
    zHat.byteOffset,
    inverse.byteOffset,
    gains.byteOffset,
    dGains.byteOffset,
    dShifts.byteOffset,
    M,
    N,
  )
  host.assertGuards()
  return { y, zHat, means, variances, dZ: d, dGains, dShifts }
}

suite('batch normalization', (test) => {
  test('and its gradients are those of float64 at every shape, in every build', () => {
    for (const host of hosts) {
      for (const [M, N] of SHAPES) {
        const what = `${host.build}, ${M} x ${N}`
        const [z, dY, norm] = [numbers(M * N, N + 1, 5), numbers(M * N, M + N), normOf(N, M)]
        const settings = { momentum: 0.1, epsilon: 1e-3 }
        const got = run(host, z, dY, norm, N, settings.momentum, settings.epsilon)
        if (N === 0) continue
        const pass = normalize(rowsOf(z, N), norm, settings)
        const back = normalizeBackward(rowsOf(dY, N), pass, norm, settings)
        moveRunning(norm, pass, M, settings.momentum)
        // Two rows that nearly agree have a large factor, which their rounding grows with.
        const tolerance = M === 2 ? { absolute: 2e-3, relative: 1e-3 } : F32
        allNear(got.y, pass.y.flat(), tolerance, `${what}, y`)
        allNear(got.means, norm.runningMeans, F32, `${what}, running means`)
        allNear(got.variances, norm.runningVariances, F32, `${what}, running variances`)
        allNear(got.dGains, back.dGains, tolerance, `${what}, dGains`)
        allNear(got.dShifts, back.dShifts, F32, `${what}, dShifts`)
        allNear(got.dZ, back.dZ.flat(), tolerance, `${what}, dZ`)
      }
    }
  })

  test("is PyTorch's on its worked example", () => {
    const path = new URL('../../fixtures/conv.json', import.meta.url)
    const { batchnorm_4x3: torch } = JSON.parse(readFileSync(path, 'utf8'))
    const norm: Norm = {
      gains: Float64Array.from(torch.gamma),
      shifts: Float64Array.from(torch.beta),
      runningMeans: new Float64Array(3),
      runningVariances: new Float64Array(3).fill(1),
    }
    const settings = { momentum: torch.momentum, epsilon: torch.eps }
    const close = { absolute: 1e-6, relative: 1e-6 }
    const pass = normalize(torch.x, norm, settings)
    const back = normalizeBackward(torch.dy, pass, norm, settings)
    for (const host of hosts) {
      const got = run(host, torch.x.flat(), torch.dy.flat(), norm, 3, settings.momentum, settings.epsilon)
      allNear(got.y, torch.y.flat(), close, 'y')
      allNear(got.means, torch.running_mean, close, 'running mean')
      allNear(got.variances, torch.running_var, close, 'running variance')
      allNear(got.dGains, torch.dgamma, close, 'dgamma')
      allNear(got.dShifts, torch.dbeta, close, 'dbeta')
      allNear(got.dZ, torch.dx.flat(), close, 'dx')
    }
    allNear(pass.y.flat(), torch.y.flat(), { absolute: 1e-12 }, 'y of the reference')
    allNear(back.dZ.flat(), torch.dx.flat(), { absolute: 1e-12 }, 'dx of the reference')
    moveRunning(norm, pass, 4, settings.momentum)
    const predicted = normalizePrediction(torch.x, norm, settings)
    allNear(predicted.flat(), torch.eval_after_one_step.flat(), { absolute: 1e-12 }, 'prediction')
  })

  test("is PyTorch's of images, whose pixels are so many rows of their channels", () => {
    const path = new URL('../../fixtures/conv.json', import.meta.url)
    const { batchnorm2d: torch } = JSON.parse(readFileSync(path, 'utf8'))
    /** From [images][channels][rows][columns] to [images x rows x columns x channels]. */
    const channelsLast = (x: number[][][][]) =>
      x.flatMap((image) =>
        image[0]!.flatMap((line, y) => line.flatMap((_, c) => image.map((own) => own[y]![c]!))),
      )
    const norm: Norm = {
      gains: new Float64Array(2).fill(1),
      shifts: new Float64Array(2),
      runningMeans: new Float64Array(2),
      runningVariances: new Float64Array(2).fill(1),
    }
    const close = { absolute: 1e-6, relative: 1e-6 }
    for (const host of hosts) {
      const x = channelsLast(torch.x)
      const got = run(host, x, x, norm, 2, 0.1, 1e-5)
      allNear(got.y, channelsLast(torch.y), close, 'y')
      allNear(got.means, torch.running_mean, close, 'running mean')
      allNear(got.variances, torch.running_var, close, 'running variance')
    }
  })

  test('has the gradient of its own output, mean and variance moving along', () => {
    const [M, N] = [4, 3]
    const [z, dY, norm] = [numbers(M * N, 3), numbers(M * N, 8), normOf(N, 5)]
    const settings = { momentum: 0, epsilon: 1e-3 }
    const sum = (values: readonly number[][]) =>
      values.flat().reduce((total, value, i) => total + value * dY[i], 0)
    const back = normalizeBackward(
      rowsOf(dY, N),
      normalize(rowsOf(z, N), norm, settings),
      norm,
      settings,
    ).dZ.flat()
    back.forEach((d, at) => {
      const along = slope((x) => {
        const moved = Float64Array.from(z)
        moved[at] = x
        return sum(normalize(rowsOf(moved, N), norm, settings).y)
      }, z[at])
      allNear([d], [along], { absolute: 1e-5, relative: 1e-5 }, `element ${at}`)
    })
  })

  test('of a row alone goes by the running figures, and leaves them to the bit', () => {
    for (const host of hosts) {
      const norm = normOf(5, 2)
      const got = run(host, numbers(5, 1), numbers(5, 2), norm, 5, 0.1, 1e-5)
      sameBits(got.means, Float32Array.from(norm.runningMeans), 'means')
      sameBits(got.variances, Float32Array.from(norm.runningVariances), 'variances')
      assert.ok(got.dZ.every((d) => d !== 0))
    }
  })

  test('gives a column the same bits whatever stands beside it', () => {
    const M = 9
    const one = numbers(M, 4)
    for (const host of hosts) {
      const alone = Array.from(run(host, one, one, normOf(1, 1), 1, 0.1, 1e-5).y)
      for (const N of [4, 7]) {
        const wide = Float32Array.from({ length: M * N }, (_, i) => one[Math.floor(i / N)])
        const norm = normOf(1, 1)
        const repeated: Norm = {
          gains: new Float64Array(N).fill(norm.gains[0]),
          shifts: new Float64Array(N).fill(norm.shifts[0]),
          runningMeans: new Float64Array(N).fill(norm.runningMeans[0]),
          runningVariances: new Float64Array(N).fill(norm.runningVariances[0]),
        }
        const { y } = run(host, wide, wide, repeated, N, 0.1, 1e-5)
        sameBits(
          y,
          Float32Array.from({ length: M * N }, (_, i) => alone[Math.floor(i / N)]),
          `N = ${N}`,
        )
      }
    }
  })

  test('folded into weights and biases predicts the same', () => {
    for (const host of hosts) {
      for (const [fanIn, fanOut] of [
        [1, 1],
        [5, 3],
        [7, 16],
        [4, 33],
      ] as const) {
        host.reset()
        const norm = normOf(fanOut, fanIn)
        const [weights, x] = [numbers(fanIn * fanOut, 6), numbers(fanIn, 7)]
        const held = [weights, norm.gains, norm.shifts, norm.runningMeans, norm.runningVariances].map(
          (values) => host.f32(values).byteOffset,
        ) as [number, number, number, number, number]
        const [toWeights, toBiases] = [host.f32(weights), host.f32(norm.gains)]
        host.core.foldNorm(...held, toWeights.byteOffset, toBiases.byteOffset, 1e-3, fanIn, fanOut)
        host.assertGuards()
        const product = (w: ArrayLike<number>, j: number) =>
          x.reduce((sum, value, i) => sum + value * w[i * fanOut + j], 0)
        const z = [Array.from({ length: fanOut }, (_, j) => product(weights, j))]
        const expected = normalizePrediction(z, norm, { momentum: 0, epsilon: 1e-3 })[0]
        const got = Array.from(toBiases, (bias, j) => bias + product(toWeights, j))
        allNear(got, expected, F32, `${host.build}, ${fanIn} x ${fanOut}`)
      }
    }
  })
})
