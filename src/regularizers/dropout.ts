/** What both kinds of dropout share: which units are dropped, and the masks that drop them. */
import type { RegionRequest } from '../core/arena.ts'
import type { Architecture, Perturbation } from '../nn/mlp.ts'
import { usageError } from '../util/errors.ts'
import { type Arguments, type NumberParam, spread } from './params.ts'
import type { Hooks, RegularizerContext } from './regularizer.ts'

const keepParam = (of: string) =>
  ({
    kind: 'number',
    summary: `probability of keeping ${of}`,
    above: 0,
    max: 1,
    stronger: 'smaller',
  }) as const satisfies NumberParam

const dropParam = (of: string) =>
  ({
    kind: 'number',
    summary: `1 - keep, for ${of}`,
    min: 0,
    below: 1,
    stronger: 'larger',
  }) as const satisfies NumberParam

export const dropoutParams = {
  keep: { ...keepParam('a hidden unit'), per: 'hidden layer', search: { from: 0.2, to: 1 } },
  drop: { ...dropParam('hidden units'), per: 'hidden layer' },
  'input-keep': keepParam('a feature; without it, inputs are left alone'),
  'input-drop': dropParam('features'),
} as const

export type DropoutArguments = Arguments<typeof dropoutParams>

export function checkDropout(term: string, args: DropoutArguments): void {
  const name = term.split(':')[0]
  if (args.keep !== undefined && args.drop !== undefined) {
    throw usageError(`method term "${term}": give keep or drop, not both (drop = 1 - keep)`)
  }
  if (args['input-keep'] !== undefined && args['input-drop'] !== undefined) {
    throw usageError(`method term "${term}": give input-keep or input-drop, not both`)
  }
  if (args.keep === undefined && args.drop === undefined) {
    throw usageError(
      `method term "${term}": say what share of the hidden units is kept, ${name}:keep=0.5, or dropped, ${name}:drop=0.5`,
    )
  }
}

/** By site, features first and outputs last, the probability of keeping a unit; 1 where nothing is dropped. */
export function keepBySite(args: DropoutArguments, { sizes }: Architecture): number[] {
  const keep = args.keep ?? args.drop!.map((drop) => 1 - drop)
  const inputKeep = args['input-keep']?.[0] ?? 1 - (args['input-drop']?.[0] ?? 0)
  return [inputKeep, ...spread(keep, sizes.length - 2), 1]
}

/** A unit is kept when its 32-bit word is below this, so keep is met to 2^-32; 2^32 means that no mask is needed. */
const maskThreshold = (keep: number): number => Math.round(keep * 2 ** 32)

const isMasked = (keep: number): boolean => maskThreshold(keep) < 2 ** 32

const maskName = (site: number): string => `mask ${site}`

export function maskRequests(
  args: DropoutArguments,
  architecture: Architecture,
  rows: number,
): RegionRequest[] {
  return keepBySite(args, architecture).flatMap((keep, site): RegionRequest[] =>
    isMasked(keep) ? [{ name: maskName(site), type: 'i32', length: rows * architecture.sizes[site] }] : [],
  )
}

/**
 * Bernoulli masks at every site with keep < 1. In training a kept value is multiplied by `trainingScale(keep)`; in
 * prediction every value by `predictionScale(keep)`. The expectation is right when keep * training = prediction.
 */
export function dropoutHooks(
  args: DropoutArguments,
  { kernels, arena, architecture, maskKey }: RegularizerContext,
  trainingScale: (keep: number) => number,
  predictionScale: (keep: number) => number,
): Hooks {
  const keeps = keepBySite(args, architecture)
  const masks = keeps.map((keep, site) =>
    isMasked(keep)
      ? {
          region: arena.region(maskName(site)),
          size: architecture.sizes[site],
          threshold: maskThreshold(keep),
          scale: trainingScale(keep),
        }
      : null,
  )
  if (masks.every((mask) => mask === null)) return {}
  const seen = { kept: 0, drawn: 0 }
  return {
    sampleMasks(rowIds, start, M, step, key = maskKey) {
      for (let site = 0; site < masks.length; site++) {
        const mask = masks[site]
        if (mask === null) continue
        const { region, size, threshold } = mask
        seen.kept += kernels.sampleMask(region, rowIds, start, M, size, threshold, key, site, step)
        seen.drawn += M * size
      }
    },
    setMasks(kept, M) {
      masks.forEach((mask, site) => {
        if (mask === null) return
        const lanes = arena.i32(maskName(site))
        for (let i = 0; i < M * mask.size; i++) lanes[i] = kept[site]?.[i % mask.size] === false ? 0 : -1
      })
    },
    keeps: keeps.map((keep) => (isMasked(keep) ? keep : 1)),
    perturbations: masks.map((mask): Perturbation | null => {
      if (mask === null) return null
      const apply: Perturbation['forward'] = (x, n) => kernels.applyMask(x, mask.region, mask.scale, n)
      // a = h * mask * scale, so dH = dA * mask * scale
      return { forward: apply, backward: apply }
    }),
    predictionScale: keeps.map((keep) => (isMasked(keep) ? predictionScale(keep) : 1)),
    unitsSeen: () => seen,
  }
}
