/** The updates and schedules of docs/math.md sections 6 and 7 in float64, one array of parameters at a time. */
export type OptimizerName = 'sgd' | 'momentum' | 'nesterov' | 'adam'
export type ScheduleName = 'constant' | 'step' | 'cosine' | 'inverse-time'

export interface OptimizerSettings {
  readonly optimizer: OptimizerName
  /** Used by momentum and nesterov; sgd and adam ignore it. */
  readonly momentum: number
}

/** What an optimizer remembers about one array of parameters. */
export interface Slot {
  /** The velocity, or Adam's first moment. */
  v: Float64Array
  /** Adam's second moment. */
  square: Float64Array
}

const BETA1 = 0.9
const BETA2 = 0.999
const EPSILON = 1e-8

export const createSlot = (n: number): Slot => ({ v: new Float64Array(n), square: new Float64Array(n) })

/** Update number t (1-based) of the parameters w by their gradients g, both in place of one slot. */
export function update(
  settings: OptimizerSettings,
  w: Float64Array,
  g: Float64Array,
  slot: Slot,
  rate: number,
  t: number,
): void {
  const { optimizer, momentum } = settings
  const { v, square } = slot
  for (let i = 0; i < w.length; i++) {
    if (optimizer === 'sgd') {
      w[i] -= rate * g[i]
    } else if (optimizer === 'adam') {
      v[i] = BETA1 * v[i] + (1 - BETA1) * g[i]
      square[i] = BETA2 * square[i] + (1 - BETA2) * g[i] ** 2
      const vHat = v[i] / (1 - BETA1 ** t)
      w[i] -= (rate * vHat) / adamDenominator(slot, i, t)
    } else {
      v[i] = momentum * v[i] + g[i]
      w[i] -= rate * (optimizer === 'nesterov' ? g[i] + momentum * v[i] : v[i])
    }
  }
}

/** Adam's threshold is at most this times the rate, more than its own step can ever be: docs/math.md section 4. */
const ADAM_LIMIT = 10

/**
 * The soft-threshold of L1 with this strength: strength times how far a steady gradient of 1 moves parameter i in one
 * step, once the optimizer has settled. docs/math.md section 4.
 */
export function thresholdOf(
  settings: OptimizerSettings,
  slot: Slot,
  i: number,
  strength: number,
  rate: number,
  t: number,
): number {
  if (settings.optimizer === 'sgd') return rate * strength
  if (settings.optimizer !== 'adam') return (rate * strength) / (1 - settings.momentum)
  return rate * Math.min(ADAM_LIMIT, strength / adamDenominator(slot, i, t))
}

const adamDenominator = (slot: Slot, i: number, t: number): number =>
  Math.sqrt(slot.square[i] / (1 - BETA2 ** t)) + EPSILON

/** The learning rate of step t (0-based) out of `totalSteps`. */
export function scheduledRate(schedule: ScheduleName, rate: number, t: number, totalSteps: number): number {
  const share = t / totalSteps
  if (schedule === 'step') return share >= 0.75 ? rate / 100 : share >= 0.5 ? rate / 10 : rate
  if (schedule === 'cosine') return (rate * (1 + Math.cos(Math.PI * share))) / 2
  if (schedule === 'inverse-time') return rate / (1 + 9 * share)
  return rate
}
