/** The penalty on mean activations of docs/math.md section 4 in float64. */
import type { Activation, Matrix } from './network.ts'

/** A strength for all hidden layers, or one each, and the mean activation that is wanted. */
export interface Sparsity {
  readonly strength: number | readonly number[]
  readonly target: number
}

/** By activation, where its range lies in [0, 1]: the share that a mean stands for; null where it has no bound. */
const shares: Record<Activation, ((mean: number) => number) | null> = {
  relu: null,
  'leaky-relu': null,
  tanh: (mean) => (1 + mean) / 2,
  sigmoid: (mean) => mean,
}

const strengthAt = ({ strength }: Sparsity, l: number): number =>
  typeof strength === 'number' ? strength : strength[l - 1]

const meansOf = (hidden: Matrix): number[] =>
  hidden[0].map((_, j) => hidden.reduce((sum, row) => sum + row[j], 0) / hidden.length)

/** What hidden layer l, from 1 on, with these activations [rows][units] adds to the objective. */
export function sparsityPenalty(
  sparsity: Sparsity,
  activation: Activation,
  l: number,
  hidden: Matrix,
): number {
  const share = shares[activation]
  const cost = (mean: number): number => {
    if (share === null) return (mean - sparsity.target) ** 2 / 2
    const [t, u] = [share(sparsity.target), share(mean)]
    return t * Math.log(t / u) + (1 - t) * Math.log((1 - t) / (1 - u))
  }
  return strengthAt(sparsity, l) * meansOf(hidden).reduce((sum, mean) => sum + cost(mean), 0)
}

/** The derivative of that by each activation of a unit: [units]. By the chain rule through the share, whose slope is 1 or 1/2. */
export function sparsityPull(
  sparsity: Sparsity,
  activation: Activation,
  l: number,
  hidden: Matrix,
): number[] {
  const share = shares[activation]
  return meansOf(hidden).map((mean) => {
    if (share === null) return (strengthAt(sparsity, l) * (mean - sparsity.target)) / hidden.length
    const [t, u] = [share(sparsity.target), share(mean)]
    const slope = activation === 'tanh' ? 1 / 2 : 1
    return (strengthAt(sparsity, l) * slope * ((1 - t) / (1 - u) - t / u)) / hidden.length
  })
}
