/** What a penalty acts on: the weights, and the biases when asked, with one strength for all or one for each layer. */
import type { Region } from '../core/arena.ts'
import { isNormalized, type ParameterLayout, part, type Range } from '../nn/parameters.ts'
import { type NumberParam, spread } from './params.ts'
import type { RegularizerContext } from './regularizer.ts'

export interface Penalized {
  readonly range: Range
  readonly w: Region
  readonly dW: Region
  readonly strength: number
}

export const strengthParam = (summary: string, byDefault: number, weightPower?: -1 | -2) =>
  ({
    kind: 'number',
    summary,
    min: 0,
    per: 'layer',
    default: byDefault,
    stronger: 'larger',
    search: { from: 1e-6, to: 0.1, log: true },
    ...(weightPower && { weightPower }),
  }) as const satisfies NumberParam

export const biasParam = { kind: 'flag', summary: 'act on biases as well' } as const

/** One range where that is possible: shifts of a normalization stand among the biases, and no penalty acts on them. */
function allOf(layout: ParameterLayout, bias: boolean): Range[] {
  if (!bias) return [layout.allWeights]
  if (!layout.biases.some((_, l) => isNormalized(layout, l))) return [layout.everything]
  return [layout.allWeights, ...layout.biases.filter((_, l) => !isNormalized(layout, l))]
}

/** The ranges with a strength above 0; none at all for strength 0, so that the run is bit for bit that of `none`. */
export function penalized(
  term: string,
  strengths: readonly number[],
  bias: boolean,
  { layout, parameters, gradients }: RegularizerContext,
): Penalized[] {
  const ranges: [Range, number][] =
    strengths.length === 1
      ? allOf(layout, bias).map((range): [Range, number] => [range, strengths[0]])
      : spread(strengths, layout.weights.length).flatMap((strength, l): [Range, number][] => {
          const weights: [Range, number] = [layout.weights[l], strength]
          return bias && !isNormalized(layout, l) ? [weights, [layout.biases[l], strength]] : [weights]
        })
  return ranges
    .filter(([, strength]) => strength > 0)
    .map(([range, strength]) => ({
      range,
      w: part(parameters, range, term),
      dW: part(gradients, range, term),
      strength,
    }))
}
