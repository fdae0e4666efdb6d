import { part } from '../nn/parameters.ts'
import { defineRegularizer } from './regularizer.ts'

const SLOW = 'slow weights'

export const lookahead = defineRegularizer({
  title: 'Lookahead',
  summary: 'every K updates, weights go back to a share of the way that the K updates went',
  formula: 'after every K updates: slow = slow + A * (w - slow); w = slow',
  reference:
    'Zhang, Lucas, Hinton and Ba (NeurIPS 2019), "Lookahead optimizer: k steps forward, 1 step back"',
  notes: [
    'slow starts as the initial weights. What the optimizer keeps, such as momentum, stays as it is.',
    'Prediction reads w. When the number of updates is no multiple of K, w is up to K - 1 updates ahead of slow.',
    'With alpha = 1 nothing goes back. tf_addons Lookahead(sync_period=K, slow_step_size=A), pytorch_optimizer Lookahead(k=K, alpha=A).',
  ],
  ingredient: 'lookahead',
  params: {
    k: {
      kind: 'number',
      summary: 'K, updates from one return to the next',
      min: 1,
      integer: true,
      default: 5,
      detail: true,
    },
    alpha: {
      kind: 'number',
      summary: 'A, the share of the way that is kept',
      above: 0,
      max: 1,
      default: 0.5,
      main: true,
      stronger: 'smaller',
      search: { from: 0.3, to: 0.8 },
    },
  },
  requests: ({ alpha: [alpha] }, _architecture, _rows, { trained }) =>
    alpha === 1 ? [] : [{ name: SLOW, type: 'f32', length: trained.length }],
  create({ k: [k], alpha: [alpha] }, { kernels, arena, layout, parameters, clock }) {
    if (alpha === 1) return {}
    const [slow, w] = [arena.f32(SLOW), arena.f32(parameters.name).subarray(0, layout.trained.length)]
    const trained = part(parameters, layout.trained, 'trained')
    slow.set(w)
    return {
      afterUpdate() {
        if (clock.step % k !== 0) return
        kernels.blend(arena.region(SLOW), trained, alpha)
        w.set(slow)
      },
    }
  },
})
