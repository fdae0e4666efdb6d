import { randomKey } from '../core/random.ts'
import { Network } from '../nn/network.ts'
import { invertedDropout } from '../regularizers/inverted-dropout.ts'
import { parseMethod } from '../regularizers/method.ts'
import type { Regularizer } from '../regularizers/regularizer.ts'
import { vanillaDropout } from '../regularizers/vanilla-dropout.ts'
import type { Model } from '../training/model.ts'
import { type Check, type Comparison, close } from './check.ts'
import { type Rig, type Setup, toy } from './rig.ts'

const SIZES = [6, 8, 7, 3]
const ROWS = 8
const MASKS = 1000
const KEEPS = [0.2, 0.5, 0.8]

/** One site at a time: behind a second mask, a site would not average to its prediction (relu bends). */
const SITES = [
  (keep: number) => ({ site: 0, args: `keep=1,input-keep=${keep}` }),
  (keep: number) => ({ site: 1, args: `keep=${keep}/1` }),
  (keep: number) => ({ site: 2, args: `keep=1/${keep}` }),
]

/**
 * Standard errors of the mean over the masks: the seed fixes the masks, so chance plays no part, but 1 in 2 million means
 * would lie farther out if they were drawn anew.
 */
const STANDARD_ERRORS = 5

export type DropoutKinds = Readonly<Record<string, Regularizer>>

/** The name in a method, and the object looked at. A test of this check puts a wrong object under a right name. */
const KINDS: DropoutKinds = {
  'vanilla-dropout': vanillaDropout as unknown as Regularizer,
  'inverted-dropout': invertedDropout as unknown as Regularizer,
}

/**
 * Scaling by the wrong share is the commonest error in dropout, and at keep 0.5 no test can see it (ConvNetJS #61, #106).
 * So the mean over many masks of what a site holds in training is put beside what it holds in prediction, for each unit,
 * and behind the last site for each logit.
 */
export const expectation: Check = {
  title: 'dropout: training averages to prediction, unit by unit',
  run: (rig) => expectations(rig, KINDS),
}

export function* expectations(rig: Rig, kinds: DropoutKinds): Generator<Comparison> {
  for (const [name, regularizer] of Object.entries(kinds)) {
    for (const keep of KEEPS) {
      yield* unitExpectations(rig, name, regularizer, keep)
      yield keepSeen(rig, `${name}:keep=${keep}`, keep)
    }
  }
}

/** Unit by unit, for noise on units of any kind: site after site, the others kept. */
export function* unitExpectations(
  rig: Rig,
  name: string,
  regularizer: Regularizer,
  keep: number,
): Generator<Comparison> {
  for (const siteOf of SITES) {
    const { site, args } = siteOf(keep)
    yield* expectationAt(rig, `${name}:${args}`, regularizer, site)
  }
}

const setup = (): Setup => toy('classification', ROWS, SIZES)

function* expectationAt(
  rig: Rig,
  spec: string,
  regularizer: Regularizer,
  site: number,
): Generator<Comparison> {
  const model = rig.model(spec, setup())
  const { hooks, net } = withRegularizer(model, regularizer, spec)
  const watched = site === SIZES.length - 2 ? [site, site + 1] : [site]
  const width = (place: number) => SIZES[place]
  const statistics = watched.map((place) => Array.from({ length: width(place) }, () => new Moments()))
  const load = () => model.minibatch.load(model.train.ids, 0, net.activations[0], ROWS)
  for (let step = 0; step < MASKS; step++) {
    hooks.sampleMasks?.(model.train.ids, 0, ROWS, step)
    load()
    net.forwardTraining(ROWS)
    watched.forEach((place, w) => {
      columnMeans(model, place, width(place)).forEach((mean, j) => {
        statistics[w][j].add(mean)
      })
    })
  }
  load()
  net.forwardPrediction(ROWS)
  for (const [w, place] of watched.entries()) {
    for (const [j, predicted] of columnMeans(model, place, width(place)).entries()) {
      const { mean, standardError } = statistics[w][j]
      const where = place === SIZES.length - 1 ? `logit ${j}` : `site ${place}, unit ${j}`
      const rounding = 1e-6 * Math.abs(predicted)
      yield close(`${spec}, ${where}`, mean, predicted, STANDARD_ERRORS * standardError + rounding)
    }
  }
}

/** The network of `model` under the hooks of `regularizer`, whatever the registry has under its name. */
function withRegularizer(
  { kernels, arena, plan, net, optimizer, rows, clock }: Model,
  regularizer: Regularizer,
  spec: string,
) {
  const { architecture, layout } = plan.net
  const hooks = regularizer.create(parseMethod(spec).terms[0].args, {
    kernels,
    arena,
    architecture,
    layout,
    layers: net.layers,
    parameters: arena.region('parameters'),
    gradients: arena.region('gradients'),
    optimizer,
    rows,
    maskKey: randomKey(0, 'mask', 0, 0),
    clock,
  })
  const noise = {
    perturbations: hooks.perturbations ?? SIZES.map(() => null),
    predictionScale: hooks.predictionScale ?? SIZES.map(() => 1),
  }
  return { hooks, net: new Network(kernels, arena, plan.net, net.layers, noise) }
}

/** The share of kept units among all drawn, in the registry's own count. */
function keepSeen(rig: Rig, spec: string, keep: number): Comparison {
  const { hooks, train } = rig.model(spec, setup())
  for (let step = 0; step < MASKS; step++) hooks[0].sampleMasks?.(train.ids, 0, ROWS, step)
  const { kept, drawn } = hooks[0].unitsSeen?.() ?? { kept: Number.NaN, drawn: 1 }
  const standardError = Math.sqrt((keep * (1 - keep)) / drawn)
  return close(`${spec}, share of kept units`, kept / drawn, keep, STANDARD_ERRORS * standardError)
}

/** Means over the rows of the values at a site. */
function columnMeans({ arena, net }: Model, site: number, width: number): number[] {
  const values = arena.f32(net.activations[site].name)
  const sums = new Float64Array(width)
  for (let i = 0; i < ROWS * width; i++) sums[i % width] += values[i]
  return Array.from(sums, (sum) => sum / ROWS)
}

/** Mean and its standard error, in one pass (Welford 1962). */
class Moments {
  #count = 0
  #squares = 0
  mean = 0

  add(value: number): void {
    this.#count++
    const before = value - this.mean
    this.mean += before / this.#count
    this.#squares += before * (value - this.mean)
  }

  get standardError(): number {
    return Math.sqrt(this.#squares / (this.#count - 1) / this.#count)
  }
}
