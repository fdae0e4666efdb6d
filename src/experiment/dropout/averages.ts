/** Table 4: weight scaling beside averages over sampled networks, over all networks, and their geometric mean. */
import { mean, variance } from '../../statistics/moments.ts'
import { MAX_UNITS } from '../../training/average.ts'
import { ArithmeticMean, GeometricMean } from '../../training/averaging.ts'
import { type Evaluation, evaluate, evaluationOf, tallied } from '../../training/evaluate.ts'
import { newTally } from '../../training/head.ts'
import type { Model } from '../../training/model.ts'
import { allNetworks, drawnNetworks, droppedUnits, forwardNetwork } from '../../training/networks.ts'
import type { AverageRow } from './report.ts'

const COUNTS = [1, 2, 5, 10, 20, 50, 100]
const MAX_NETWORKS = COUNTS[COUNTS.length - 1]

/** Repetitions are as many as this many multiplications allow, so that their number depends on no clock. */
const MAX_PRODUCTS = 4e10
const [MIN_REPETITIONS, MAX_REPETITIONS] = [3, 20]

export function averageRows(model: Model): AverageRow[] {
  const scaled = evaluate(model, model.test)!
  const units = droppedUnits(model)
  return [
    once('scale', 1, scaled),
    ...sampledRows(model),
    ...(units !== null && units <= MAX_UNITS ? enumeratedRows(model, 1 << units) : []),
  ]
}

const once = (kind: AverageRow['kind'], networks: number, { loss, score }: Evaluation): AverageRow => ({
  kind,
  networks,
  repetitions: 1,
  lossMean: loss,
  lossSd: null,
  scoreMean: score,
  scoreSd: null,
})

/** Every repetition has networks of its own; within one, the first k of them are the average of k. */
function sampledRows(model: Model): AverageRow[] {
  const { test } = model
  const products = test.count * model.plan.net.layout.count * MAX_NETWORKS
  const repetitions = Math.max(
    MIN_REPETITIONS,
    Math.min(MAX_REPETITIONS, Math.floor(MAX_PRODUCTS / products)),
  )
  const found = COUNTS.map((): Evaluation[] => [])
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const tallies = COUNTS.map(newTally)
    tallied(model, test, (start, M) => {
      const average = new ArithmeticMean(model, M)
      let drawn = 0
      const networks = drawnNetworks(model, test, start, M, MAX_NETWORKS, repetition * MAX_NETWORKS)
      for (const _ of networks) {
        forwardNetwork(model, test, start, M)
        average.add(1)
        drawn++
        const at = COUNTS.indexOf(drawn)
        if (at >= 0) average.tally(tallies[at])
      }
    })
    tallies.forEach((tally, i) => {
      found[i].push(evaluationOf(model, tally))
    })
  }
  return COUNTS.map((networks, i) => {
    const losses = found[i].map(({ loss }) => loss)
    const scores = found[i].map(({ score }) => score)
    return {
      kind: 'mc',
      networks,
      repetitions,
      lossMean: mean(losses),
      lossSd: Math.sqrt(variance(losses)),
      scoreMean: mean(scores),
      scoreSd: Math.sqrt(variance(scores)),
    }
  })
}

function enumeratedRows(model: Model, networks: number): AverageRow[] {
  const geometricTally = newTally()
  const { test } = model
  const exact = tallied(model, test, (start, M, tally) => {
    const arithmetic = new ArithmeticMean(model, M)
    const geometric = new GeometricMean(model, M)
    for (const { weight } of allNetworks(model, M)) {
      forwardNetwork(model, test, start, M)
      // In this order: the arithmetic mean leaves probabilities where logits were.
      geometric.add(weight)
      arithmetic.add(weight)
    }
    arithmetic.tally(tally)
    geometric.tally(geometricTally)
  })!
  return [once('exact', networks, exact), once('geometric', networks, evaluationOf(model, geometricTally))]
}
