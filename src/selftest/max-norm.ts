import { type Check, type Comparison, close, holds, same } from './check.ts'
import { type Rig, toy } from './rig.ts'

const BOUND = 1

/** Columns of weights [3 x 6]: the incoming weights of six units. */
const OVER = [
  [2, 0, 0],
  [0.6, -0.8, 0.1],
  [1e3, 1e-3, -1e3],
]
const WITHIN = [
  [1, 0, 0],
  [0.1, -0.7, 0.3],
  [0, 0, -0],
]

export const maxNorm: Check = {
  title: 'max-norm: units end at the bound or keep their bits',
  async *run(rig: Rig): AsyncGenerator<Comparison> {
    const columns = [...OVER, ...WITHIN]
    const [fanIn, fanOut] = [OVER[0].length, columns.length]
    const { arena, hooks } = rig.model(`max-norm:${BOUND}`, toy('regression', 4, [fanIn, fanOut, 1]))
    const weights = arena.f32('parameters').subarray(0, fanIn * fanOut)
    columns.forEach((column, j) => {
      column.forEach((w, i) => {
        weights[i * fanOut + j] = w
      })
    })
    const before = weights.slice()
    hooks[0].project?.()
    for (const [j, column] of columns.entries()) {
      const norm = Math.hypot(...column.map((_, i) => weights[i * fanOut + j]))
      const length = Math.hypot(...column)
      for (const i of column.keys()) {
        const [now, then] = [weights[i * fanOut + j], before[i * fanOut + j]]
        const where = `unit ${j}, weight ${i}`
        if (length <= BOUND) yield same(`${where} (within the bound)`, now, then)
        else yield close(`${where} (over the bound)`, now, (then * BOUND) / length, 1e-6)
      }
      if (length > BOUND) yield close(`norm of unit ${j}`, norm, BOUND, 1e-6)
    }

    const [free, bound] = await rig.trials(['none', `max-norm:${BOUND}`], { learningRate: 0.2 })
    yield holds(
      'trained without it, largest norm',
      free.maxUnitNorm! > BOUND,
      free.maxUnitNorm!,
      `over ${BOUND}`,
    )
    yield close('trained with it, largest norm', bound.maxUnitNorm!, BOUND, 1e-6)
  },
}
