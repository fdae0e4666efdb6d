import type { Range } from '../nn/parameters.ts'
import { part } from '../nn/parameters.ts'
import { usageError } from '../util/errors.ts'
import type { Clock } from './clock.ts'
import { defineRegularizer, type Hooks, type RegularizerContext } from './regularizer.ts'

const AVERAGE = 'averaged weights'

/** Where kind=ema does not say. */
const DECAY = 0.999

/** Epochs that pass before the first one whose weights count. */
const waiting = (from: number, { epochs }: Clock): number => Math.floor(from * epochs)

/** Weights that stand beside those that train, and take their place to predict once there are any. */
function averaging(
  { arena, parameters }: RegularizerContext,
  hasStarted: () => boolean,
): Pick<Hooks, 'exchange'> {
  const [average, trained] = [arena.f32(AVERAGE), arena.f32(parameters.name)]
  return {
    exchange() {
      if (!hasStarted()) return false
      const held = trained.slice()
      trained.set(average)
      average.set(held)
      return true
    },
  }
}

export const weightAveraging = defineRegularizer({
  title: 'Weight averaging',
  alsoCalled: ['swa', 'ema', 'polyak-averaging'],
  summary: 'predicts with the mean of the weights that the last part of the run passes through',
  formula:
    'swa: after each epoch past F of them, average = average + (w - average) / n, n = 1, 2, ...; ema: after each update, average = D * average + (1 - D) * w',
  reference:
    'Izmailov, Podoprikhin, Garipov, Vetrov and Wilson (UAI 2018), "Averaging weights leads to wider optima"; Polyak and Juditsky (1992)',
  notes: [
    'From then on the learning rate stays what the schedule has come to, as in the paper: a rate that goes on falling leaves nothing',
    'to average. rate=schedule lets it go on. What the optimizer and the penalties see are the weights that train, never the average.',
    'Norms, sparsity and fingerprint are those of the average. Averages of weights that were exactly 0 now and then are not 0.',
    "PyTorch: torch.optim.swa_utils.AveragedModel with SWALR at that rate. There kind=ema's D is multi_avg_fn=get_ema_multi_avg_fn(D).",
  ],
  ingredient: 'averaging',
  params: {
    from: {
      kind: 'number',
      summary: 'F, the share of the epochs that pass before the first one that counts',
      min: 0,
      max: 1,
      default: 0.75,
      neutral: 1,
      main: true,
      stronger: 'smaller',
      search: { from: 0.5, to: 0.9 },
    },
    kind: {
      kind: 'choice',
      summary: 'the mean of the weights after each epoch, or one that forgets, update by update',
      choices: ['swa', 'ema'],
      default: 'swa',
    },
    decay: {
      kind: 'number',
      summary: `D, what a mean that forgets keeps of itself at each update; ${DECAY} where it is not given`,
      above: 0,
      below: 1,
      detail: true,
    },
    rate: {
      kind: 'choice',
      summary: 'the learning rate from then on',
      choices: ['constant', 'schedule'],
      default: 'constant',
    },
  },
  excludes: {
    'early-stopping':
      'a run that stops early may have no average yet, so give --epochs and leave early-stopping out',
  },
  check(term, { kind, decay }) {
    if (decay === undefined || kind === 'ema') return
    throw usageError(
      `method term "${term}": decay is for a mean that forgets; write kind=ema, or leave it out`,
    )
  },
  requests: ({ from: [from] }, _architecture, _rows, layout) =>
    from === 1 ? [] : [{ name: AVERAGE, type: 'f32', length: layout.length }],
  create({ from: [from], kind, decay = [DECAY], rate }, context) {
    if (from === 1) return {}
    const { kernels, arena, layout, parameters, clock } = context
    const range: Range = layout.trained
    const [average, w] = [part(arena.region(AVERAGE), range, 'trained'), part(parameters, range, 'trained')]
    /** Updates since the average began; 0 or less before. */
    const updates = () => clock.step - waiting(from, clock) * (clock.steps / clock.epochs)
    const epochs = () => clock.epoch - waiting(from, clock)
    /** The n-th thing to count has the share 1 / n; the first is copied. */
    const count = (share: number) => {
      if (share === 1) arena.f32(AVERAGE).set(arena.f32(parameters.name))
      else kernels.blend(average, w, share)
    }
    return {
      ...averaging(context, () => (kind === 'swa' ? epochs() : updates()) > 0),
      ...(kind === 'swa'
        ? { endEpoch: () => (epochs() > 0 ? count(1 / epochs()) : undefined) }
        : { afterUpdate: () => (updates() > 0 ? count(updates() === 1 ? 1 : 1 - decay[0]) : undefined) }),
      ...(rate === 'constant' && {
        rateAt: () => [clock.step - Math.max(0, updates()), clock.steps] as const,
      }),
    }
  },
})
