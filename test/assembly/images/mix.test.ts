import { assert, suite } from '../../harness.ts'
import { allNear, near, numbers, openHosts, SIZES, sameBits } from '../host.ts'
import { fixtures } from './fixtures.ts'

const hosts = await openHosts('strict', 'relaxed', 'debug')
const { fround: f } = Math
const SHARES = [1, 0.3, 0, 0.75]

suite('mixed rows', (test) => {
  test('are share * x + (1 - share) * z, rounded after each operation; a share of 1 changes no bit', () => {
    for (const host of hosts) {
      for (const N of SIZES) {
        host.reset()
        const M = SHARES.length
        const [before, other] = [numbers(M * N, N), numbers(M * N, N + 1)]
        const [x, z, shares] = [host.f32(before), host.f32(other), host.f32(SHARES)]
        host.core.mixRows(x.byteOffset, z.byteOffset, shares.byteOffset, M, N)
        const expected = before.map((value, i) => {
          const share = f(SHARES[Math.floor(i / N)]!)
          return f(f(share * value) + f(f(1 - share) * other[i]!))
        })
        sameBits(x, expected, `${host.build}, N = ${N}`)
        sameBits(x.slice(0, N), before.slice(0, N), `${host.build}, N = ${N}, share 1`)
        host.assertGuards()
      }
    }
  })

  test('labels become shares of two classes, or the whole of one', () => {
    for (const host of hosts) {
      for (const N of SIZES.filter((n) => n > 3)) {
        host.reset()
        const [labels, others] = [
          [0, 1, 2, 3],
          [3, 1, 0, N - 1],
        ]
        const targets = host.f32(new Float32Array(4 * N).fill(Number.NaN))
        const at = [labels, others].map((list) => host.i32(list!).byteOffset) as [number, number]
        const shares = host.f32(SHARES).byteOffset
        for (const smoothing of [0, 0.2]) {
          host.core.softTargets(...at, shares, targets.byteOffset, 4, N, smoothing)
          for (let r = 0; r < 4; r++) {
            for (let j = 0; j < N; j++) {
              const share = (j === labels![r] ? SHARES[r]! : 0) + (j === others![r] ? 1 - SHARES[r]! : 0)
              const expected = (1 - smoothing) * share + smoothing / N
              near(targets[r * N + j]!, expected, { absolute: 1e-7 }, `row ${r}, class ${j}, ${smoothing}`)
            }
          }
        }
        host.assertGuards()
      }
    }
  })

  test('fixture: mixed rows and targets, and cross-entropy towards them', () => {
    const { x, labels, permutation, lam, mixed_x, mixed_y } = fixtures.mixup
    for (const host of hosts) {
      host.reset()
      const M = x.length
      const rows = host.f32(x.flat())
      const others = host.f32(permutation.flatMap((row) => x[row]!))
      const shares = host.f32(Array(M).fill(lam))
      host.core.mixRows(rows.byteOffset, others.byteOffset, shares.byteOffset, M, 2)
      allNear(rows, mixed_x.flat(), { absolute: 1e-6 }, 'rows')
      const targets = host.f32(new Float32Array(9))
      const [a, b] = [host.i32(labels), host.i32(permutation.map((row) => labels[row]!))]
      const mixed = [a.byteOffset, b.byteOffset, shares.byteOffset] as const
      host.core.softTargets(...mixed, targets.byteOffset, M, 3, 0)
      allNear(targets, mixed_y.flat(), { absolute: 1e-7 }, 'targets')
      const { logits, loss, dlogits } = fixtures.mixup as unknown as Record<string, number[][]> & {
        loss: number
      }
      const z = host.f32(logits!.flat())
      const at = [z.byteOffset, targets.byteOffset, 0, z.byteOffset] as const
      near(host.core.crossEntropySoftBackward(...at, M, 3) / M, loss, { relative: 1e-6 }, 'loss')
      allNear(z, dlogits!.flat(), { absolute: 1e-6 }, 'gradient')
    }
  })
})

suite('boxes', (test) => {
  test('are pasted from another image, or cut out, and nothing beside them is touched', () => {
    for (const host of hosts) {
      for (const C of [1, 2, 3, 4, 5, 9]) {
        const [M, H, W] = [4, 5, 6]
        const boxes = [
          [0, 5, 0, 6],
          [1, 4, 2, 5],
          [4, 5, 5, 6],
          [3, 3, 0, 6],
        ]
        const [before, other] = [numbers(M * H * W * C, C), numbers(M * H * W * C, C + 1)]
        for (const paste of [true, false]) {
          host.reset()
          const [x, z, b] = [host.f32(before), host.f32(other), host.i32(boxes.flat())]
          host.core.pasteBoxes(x.byteOffset, paste ? z.byteOffset : 0, b.byteOffset, M, H, W, C)
          const expected = before.map((value, i) => {
            const at = Math.floor(i / C)
            const [top, bottom, left, right] = boxes[Math.floor(at / (H * W))]! as [
              number,
              number,
              number,
              number,
            ]
            const [r, c] = [Math.floor(at / W) % H, at % W]
            const isInside = r >= top && r < bottom && c >= left && c < right
            return isInside ? (paste ? other[i]! : 0) : value
          })
          sameBits(x, expected, `${host.build}, ${C} channels`)
          host.assertGuards()
        }
      }
    }
  })

  test('fixture: the share of the pixels that a box leaves', () => {
    const [host] = hosts
    for (const { H, W, box, lam_adjusted } of fixtures.cutmix_boxes) {
      host!.reset()
      const x = host!.f32(new Float32Array(H * W).fill(1))
      host!.core.pasteBoxes(x.byteOffset, 0, host!.i32(box).byteOffset, 1, H, W, 1)
      near(x.reduce((sum, value) => sum + value, 0) / (H * W), lam_adjusted, { absolute: 1e-12 }, `${box}`)
    }
    assert.is(fixtures.cutmix_boxes.length, 4)
  })
})
