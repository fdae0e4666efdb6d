import type { Region } from '../core/arena.ts'
import type { ActivationName } from '../nn/activation.ts'
import type { Architecture } from '../nn/architecture.ts'
import type { Perturbation } from '../nn/network.ts'
import { log } from '../util/elementary.ts'
import { spread } from './params.ts'
import {
  type ActivationMeans,
  defineRegularizer,
  type Hooks,
  type RegularizerContext,
} from './regularizer.ts'
import { reached, scheduled, scheduleParam } from './strengthSchedule.ts'

/** What a unit costs whose mean activation is m, where T is wanted, and the derivative by m. */
interface Cost {
  value(m: number, T: number): number
  slope(m: number, T: number): number
}

/** Shares nearer to 0 or 1 than this count as this near: there the divergence has no bound. */
const NEAREST = 1e-6
const inside = (share: number): number => Math.min(Math.max(share, NEAREST), 1 - NEAREST)

/** KL(T || u) of two coins. */
const divergence: Cost = {
  value: (m, T) => {
    const u = inside(m)
    return T * log(T / u) + (1 - T) * log((1 - T) / (1 - u))
  },
  slope: (m, T) => {
    const u = inside(m)
    return (u - T) / (u * (1 - u))
  },
}

/** Activations between -1 and 1 are shares once they are moved and halved. */
const halved: Cost = {
  value: (m, T) => divergence.value((1 + m) / 2, (1 + T) / 2),
  slope: (m, T) => divergence.slope((1 + m) / 2, (1 + T) / 2) / 2,
}

/** An activation without bound is no share, and has no divergence. */
const squared: Cost = {
  value: (m, T) => (m - T) ** 2 / 2,
  slope: (m, T) => m - T,
}

const costs: Readonly<Record<ActivationName, Cost>> = {
  relu: squared,
  'leaky-relu': squared,
  tanh: halved,
  sigmoid: divergence,
}

const meansName = (site: number): string => `mean activations ${site}`

/** Hidden sites whose strength is above 0; a filter of a convolution is one unit, averaged over its pixels too. */
const sitesOf = (strengths: readonly number[], { layers }: Architecture) =>
  layers.slice(0, -1).flatMap(({ fanOut, convolution }, l) => {
    const strength = spread(strengths, layers.length - 1)[l]!
    return strength === 0 ? [] : [{ site: l + 1, strength, units: fanOut, isImage: convolution !== null }]
  })

function sparsityHooks(
  strengths: readonly number[],
  target: number,
  schedule: string,
  { kernels, arena, architecture, clock }: RegularizerContext,
): Hooks {
  const factor = scheduled(schedule, clock)
  const present = reached(schedule, clock)
  const cost = costs[architecture.activation]
  const sites = sitesOf(strengths, architecture).map((at) => ({
    ...at,
    region: arena.region(meansName(at.site)),
    values: arena.f32(meansName(at.site)),
    cost: 0,
  }))
  if (sites.length === 0) return {}
  /** Going forward, puts in the place of the sums what each unit adds to the gradient of its activations. */
  const perturbationAt = (own: (typeof sites)[number]): Perturbation => {
    const { region, values, strength, isImage } = own
    // In a thin network fewer units take part.
    const unitsOf = (n: number, M: number) => (isImage ? own.units : n / M)
    return {
      forward(a: Region, n: number, M: number) {
        const units = unitsOf(n, M)
        const rows = n / units
        kernels.biasGradient(a, region, rows, units)
        const share = factor() * strength
        own.cost = 0
        for (let j = 0; j < units; j++) {
          const mean = values[j]! / rows
          own.cost += share * cost.value(mean, target)
          values[j] = (share * cost.slope(mean, target)) / rows
        }
      },
      // the penalty reads the activation before any mask: dA += dPenalty/dA
      backward(dA, n, M) {
        const units = unitsOf(n, M)
        kernels.addBias(dA, region, n / units, units)
      },
      isExact: true,
      needsUnperturbed: true,
    }
  }
  const bySite = new Map(sites.map((own) => [own.site, perturbationAt(own)]))
  const ofMeans = (means: ActivationMeans): number =>
    sites.reduce(
      (sum, { site, strength }) =>
        means[site]!.reduce((total, mean) => total + present() * strength * cost.value(mean, target), sum),
      0,
    )
  return {
    perturbations: architecture.sizes.map((_, site) => bySite.get(site) ?? null),
    penalizesActivations: true,
    penalty: (means) =>
      means === undefined ? sites.reduce((sum, { cost }) => sum + cost, 0) : ofMeans(means),
  }
}

export const sparsity = defineRegularizer({
  title: 'Sparse activations',
  alsoCalled: ['kl-sparsity', 'sparse-activations', 'activity-sparsity'],
  summary: 'pulls the mean activation of every hidden unit towards a small target: few units answer to a row',
  formula:
    'objective = loss + S * sum over hidden units of cost(m, T), m the mean of the unit over the minibatch; sigmoid: KL(T || m); tanh: KL of (1 + T) / 2 and (1 + m) / 2; relu and leaky-relu: (m - T)^2 / 2',
  reference:
    'Lee, Ekanadham and Ng (NIPS 2007), "Sparse deep belief net model for visual area V2"; a row of table 9 of Srivastava et al. (2014), JMLR 15',
  notes: [
    'A mean of relu has no bound, so it is no probability and has no KL divergence: it is pulled by squares there, with the gradient',
    'S * (m - T), which is what the deepnet library of the dropout paper does; for sigmoid and tanh the gradient is that of KL.',
    'm is of the minibatch alone, before any mask; deepnet takes a running mean over minibatches. The penalty that is shown is that of all',
    'training rows. A filter of a convolution is one unit, and m its mean over the pixels behind its pooling too.',
    'Keras activity_regularizer adds a penalty to every activation of every row, not to means.',
  ],
  params: {
    strength: {
      kind: 'number',
      summary: 'S, how strongly',
      min: 0,
      per: 'hidden layer',
      default: 1e-3,
      main: true,
      stronger: 'larger',
      search: { from: 1e-5, to: 0.1, log: true },
    },
    target: {
      kind: 'number',
      summary: 'T, the mean activation that is wanted',
      above: 0,
      below: 1,
      default: 0.1,
      detail: true,
    },
    schedule: scheduleParam,
  },
  needsUnperturbed: true,
  requests: ({ strength }, architecture) =>
    sitesOf(strength, architecture).map(({ site, units }) => ({
      name: meansName(site),
      type: 'f32',
      length: units,
    })),
  create: ({ strength, target: [target], schedule }, context) =>
    sparsityHooks(strength, target!, schedule, context),
})
