/** Table 3: the size of activations in training mode, in prediction mode, and in prediction mode with a mistake. */
import { evaluate } from '../../training/evaluate.ts'
import { type Model, PREDICTION_ROWS } from '../../training/model.ts'
import { drawnNetworks, forwardNetwork } from '../../training/networks.ts'
import type { ActivationRow, Mistake } from './report.ts'

/** Masks drawn for each row. */
export const MASKS = 200

/** Test rows looked at: one prediction chunk. */
export const rowsSeen = ({ test }: Model): number => Math.min(test.count, PREDICTION_ROWS)

/**
 * One row for each site before a layer: the features, if any are dropped, and the hidden layers. `mistaken` has the weights
 * of `model` and the other kind's prediction mode. The mean is that of absolute values, since standardised features and
 * tanh units have a mean near 0 whatever their scale; of relu units it is the mean.
 */
export function activationRows(
  kind: ActivationRow['kind'],
  model: Model,
  mistaken: Model,
  keeps: readonly number[],
): ActivationRow[] {
  const sizes = model.plan.net.architecture.sizes
  const sites = keeps.slice(0, -1).flatMap((keep, site) => (site > 0 || keep < 1 ? [site] : []))
  const M = rowsSeen(model)
  const training = sites.map(() => 0)
  const kept = sites.map(() => 0)
  for (const { weight } of drawnNetworks(model, model.test, 0, M, MASKS)) {
    forwardNetwork(model, model.test, 0, M)
    sites.forEach((site, i) => {
      training[i] += weight * meanSize(model, site, M * sizes[site])
    })
    // Masks are seen through what they do, whatever form they have: to ones.
    sites.forEach((site, i) => {
      kept[i] += weight * shareKept(model, site, M * sizes[site], M)
    })
  }
  const prediction = predictedSizes(model, sites, M)
  const mistake = predictedSizes(mistaken, sites, M)
  return sites.map((site, i) => ({
    kind,
    site,
    units: sizes[site],
    keep: keeps[site],
    keepSeen: keeps[site] < 1 ? kept[i] : null,
    training: training[i],
    prediction: prediction[i],
    ratio: prediction[i] / training[i],
    mistake: mistake[i],
    mistakeRatio: mistake[i] / training[i],
  }))
}

function predictedSizes(model: Model, sites: readonly number[], M: number): number[] {
  model.minibatch.loadFeatures(model.test.ids, 0, model.net.activations[0], M)
  model.net.forwardPrediction(M)
  return sites.map((site) => meanSize(model, site, M * model.plan.net.architecture.sizes[site]))
}

function meanSize({ arena, net }: Model, site: number, n: number): number {
  const values = arena.f32(net.activations[site].name)
  let sum = 0
  for (let i = 0; i < n; i++) sum += Math.abs(values[i])
  return sum / n
}

function shareKept({ arena, net, hooks }: Model, site: number, n: number, M: number): number {
  const values = arena.f32(net.activations[site].name)
  values.fill(1, 0, n)
  for (const hook of hooks) hook.perturbations?.[site]?.forward(net.activations[site], n, M)
  let kept = 0
  for (let i = 0; i < n; i++) if (values[i] !== 0) kept++
  return kept / n
}

/** What the mistake does to the test rows. */
export function mistakeOf(kind: Mistake['kind'], model: Model, mistaken: Model): Mistake {
  const [right, wrong] = [model, mistaken].map((each) => evaluate(each, each.test)!)
  return {
    kind,
    loss: right.loss,
    score: right.score,
    mistakenLoss: wrong.loss,
    mistakenScore: wrong.score,
  }
}
