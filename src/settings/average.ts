/** Which networks a prediction averages: `--average scale|mc:K|exact|gaussian`, as plain data. */
import { coded } from './kinds.ts'

export type Average =
  /** One pass in prediction mode, in place of an average. */
  | { readonly kind: 'scale' }
  /** The mean over `samples` networks drawn at random. */
  | { readonly kind: 'mc'; readonly samples: number }
  /** The mean over all networks, weighted by their probability. */
  | { readonly kind: 'exact' }
  /** The prediction of DropConnect: activations averaged over a normal approximation of what reaches each unit. */
  | { readonly kind: 'gaussian' }

export const SCALE: Average = { kind: 'scale' }

/** The average that a word such as `mc:20` names; undefined for anything else. */
export function parseAverage(text: string): Average | undefined {
  if (text === 'scale' || text === 'exact' || text === 'gaussian') return { kind: text }
  const samples = /^mc:(\d{1,7})$/.exec(text)?.[1]
  return samples === undefined || Number(samples) < 1 ? undefined : { kind: 'mc', samples: Number(samples) }
}

export const averageText = (average: Average): string =>
  average.kind === 'mc' ? `mc:${average.samples}` : average.kind

export const averageKind = coded<Average>({
  expected: 'scale, mc:K with a number of networks, exact or gaussian',
  parse: parseAverage,
  text: averageText,
})
