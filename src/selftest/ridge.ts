import { type Check, type Comparison, close } from './check.ts'
import { heldLoss } from './objective.ts'
import { type Rig, type Setup, toy } from './rig.ts'

const KEEP = 0.5
const X = [1, 2, 0, 1, 3, -1, -1, 0.5]
const Y = [1, 0, 2, -1]
const [ROWS, FEATURES] = [4, 2]
/** The minimum of the expected loss, and the loss there; worked out in test/reference. */
const W = [0.72777269, 0.00733272]
const EXPECTED_LOSS = 3.0907424381

/**
 * Srivastava et al. (2014), section 9.1: with vanilla masks R on the features, E sum (y - (R*X) w)^2 is the loss of
 * ridge regression, sum (y - keep X w)^2 + keep (1 - keep) sum_j (X'X)_jj w_j^2. Two features of four rows have 256
 * masks, so the expectation is a plain mean.
 */
export const ridge: Check = {
  title: 'dropout on a linear regression is ridge, over all 256 masks',
  *run(rig: Rig): Generator<Comparison> {
    for (const [kind, factor] of [
      ['vanilla-dropout', 1],
      ['inverted-dropout', KEEP],
    ] as const) {
      const model = rig.model(`${kind}:keep=1,input-keep=${KEEP}`, setup())
      const { arena, net } = model
      arena.f32('parameters').set(
        W.map((w) => w * factor),
        0,
      )
      const mask = arena.i32('mask 0')
      let sum = 0
      for (let bits = 0; bits < 256; bits++) {
        for (let i = 0; i < ROWS * FEATURES; i++) mask[i] = (bits >> i) & 1 ? -1 : 0
        sum += 2 * ROWS * heldLoss(model, ROWS)
      }
      yield close(`${kind}, expected loss`, sum / 256, EXPECTED_LOSS, 1e-6)

      model.minibatch.load(model.train.ids, 0, net.activations[0], ROWS)
      net.forwardPrediction(ROWS)
      const predictions = arena.f32(net.outputs.name)
      for (let r = 0; r < ROWS; r++) {
        const exact = KEEP * (X[2 * r] * W[0] + X[2 * r + 1] * W[1])
        yield close(`${kind}, prediction of row ${r + 1}`, predictions[r], exact, 1e-6)
      }
    }
  },
}

function setup(): Setup {
  const made = toy('regression', ROWS, [FEATURES, 1])
  return {
    ...made,
    dataset: { ...made.dataset, matrix: Float32Array.from(X), targets: Float64Array.from(Y) },
  }
}
