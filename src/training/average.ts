/** Which networks a prediction averages: `--average scale|mc:K|exact|gaussian`, as plain data. */

export type Average =
  /** One pass in prediction mode, in place of an average. */
  | { readonly kind: 'scale' }
  /** The mean over `samples` networks drawn at random. */
  | { readonly kind: 'mc'; readonly samples: number }
  /** The mean over all networks, weighted by their probability. */
  | { readonly kind: 'exact' }
  /** DropConnect's own: activations averaged over a normal approximation of what reaches each unit. */
  | { readonly kind: 'gaussian' }

export const SCALE: Average = { kind: 'scale' }

/** `--average` as written; undefined for anything else. */
export function parseAverage(text: string): Average | undefined {
  if (text === 'scale' || text === 'exact' || text === 'gaussian') return { kind: text }
  const samples = /^mc:(\d{1,7})$/.exec(text)?.[1]
  return samples === undefined || Number(samples) < 1 ? undefined : { kind: 'mc', samples: Number(samples) }
}

export const averageText = (average: Average): string =>
  average.kind === 'mc' ? `mc:${average.samples}` : average.kind

/** For headings: `predictions averaged over 20 sampled networks`. */
export function describeAverage(average: Average): string {
  if (average.kind === 'mc') {
    return `predictions averaged over ${average.samples} sampled network${average.samples === 1 ? '' : 's'}`
  }
  return {
    scale: 'predictions by weight scaling',
    exact: 'predictions averaged over all networks',
    gaussian: 'predictions by Gaussian moment matching',
  }[average.kind]
}
