/** Counts over simulations, each with its Monte-Carlo error: simulations are independent, the pairs within one are not. */
import { normalCdf } from '../../src/statistics/distributions.ts'
import type { Estimate, Estimates } from './estimates.ts'

/** Effects in standard errors sd(h) / sqrt(n). */
export const EFFECTS = [1, 2, 4] as const

/** The normal quantile of 0.975. */
const Q = 1.959963984540054

/** True difference and its own standard error, or null where it was not measured. */
export type Truth = readonly [number, number] | null

interface Kept {
  readonly estimates: Estimates
  readonly truths: readonly Truth[]
  readonly adjusted: Readonly<Record<string, readonly number[]>> | null
}

export class Figures {
  static readonly header = [
    'data,rows,metric,comparison,inference,simulations,half_width,true_to_estimated_sd',
    'covers_own,covers_own_error,covers_expected,covers_expected_error',
    'false_findings,false_findings_error,family_wise,family_wise_error,families',
    ...['power', 'planted'].flatMap((name) => EFFECTS.map((e) => `${name}_${e},${name}_${e}_error`)),
    ...EFFECTS.map((e) => `known_${e}`),
  ].join(',')

  readonly #isNull: boolean
  readonly #kept: Kept[] = []
  readonly #planted = new Map<number, Estimates[]>()

  /** @param isNull whether the expected difference is 0 by construction; else it is the mean of the true ones. */
  constructor(isNull: boolean) {
    this.#isNull = isNull
  }

  /** @param adjusted p-values of the pairs by inference, adjusted for each other; null where they were not. */
  add(estimates: Estimates, truths: readonly Truth[], adjusted: Kept['adjusted']): void {
    this.#kept.push({ estimates, truths, adjusted })
  }

  /** What is found where methods were made better by `effect`. */
  addPlanted(effect: number, estimates: Estimates): void {
    const own = this.#planted.get(effect) ?? []
    this.#planted.set(effect, own)
    own.push(estimates)
  }

  get expected(): number {
    if (this.#isNull) return 0
    return average(
      this.#kept.flatMap(({ truths }) => truths.flatMap((one) => (one === null ? [] : [one[0]]))),
    )
  }

  lines(names: readonly (string | number)[]): string[] {
    if (this.#kept.length === 0 || Number.isNaN(this.expected)) return []
    return Object.keys(this.#kept[0].estimates).map((inference) => this.#line(names, inference))
  }

  #line(names: readonly (string | number)[], inference: string): string {
    const expected = this.expected
    const of = ({ estimates }: Pick<Kept, 'estimates'>): readonly Estimate[] => estimates[inference]
    const all = this.#kept.flatMap(of)
    const intervals = all.flatMap((one) => one.interval ?? [])
    const unit = Math.sqrt(average(all.map((one) => one.unit ** 2)))
    const spread = Math.sqrt(average(all.map((one) => (one.difference - expected) ** 2)))
    const share = (count: (one: Estimate, pair: number, kept: Kept) => boolean | null): string =>
      meanAndError(
        this.#kept.map((kept) => {
          const counted = of(kept).flatMap((one, p) => count(one, p, kept) ?? [])
          return counted.length === 0 ? null : average(counted.map(Number))
        }),
      )
    const excludes = ({ interval }: Estimate, value: number): boolean =>
      interval !== null && (value < interval[0] || value > interval[1])
    return [
      ...names,
      inference,
      this.#kept.length,
      number(average(intervals.map((end, i) => (i % 2 === 0 ? -end : end)))),
      number(spread / Math.sqrt(average(all.map((one) => one.standardError ** 2)))),
      share((one, p, { truths: own }) => covers(one, own[p] ?? null)),
      share((one) => covers(one, [expected, 0])),
      this.#isNull ? share((one) => excludes(one, 0)) : ',',
      this.#isNull ? this.#familyWise(inference) : ',,',
      ...EFFECTS.map((effect) =>
        meanAndError(
          this.#kept.map((kept) =>
            average(
              of(kept).flatMap((one) =>
                [effect, -effect].map((size) => Number(excludes(one, expected + size * unit))),
              ),
            ),
          ),
        ),
      ),
      ...EFFECTS.map((effect) =>
        meanAndError(
          (this.#planted.get(effect) ?? []).map((estimates) =>
            average(of({ estimates }).map((one) => Number(excludes(one, expected)))),
          ),
        ),
      ),
      ...EFFECTS.map((effect) => {
        const size = (effect * unit) / spread
        return (normalCdf(size - Q) + normalCdf(-size - Q)).toFixed(4)
      }),
    ].join(',')
  }

  /** How often at least one of the methods is called different, and of how many tables. */
  #familyWise(inference: string): string {
    const called = this.#kept.flatMap(({ adjusted }) => {
      const own = adjusted?.[inference]
      return own === undefined ? [] : [own.some((p) => p < 0.05) ? 1 : 0]
    })
    return `${meanAndError(called)},${called.length === 0 ? '' : called.length}`
  }
}

/** Null where there is no interval, or no truth. The truth's own error widens the interval. */
function covers({ interval }: Estimate, truth: Truth): boolean | null {
  if (interval === null || truth === null) return null
  const [low, high] = interval
  return Math.abs((low + high) / 2 - truth[0]) <= Math.hypot((high - low) / 2, Q * truth[1])
}

const average = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

const number = (value: number): string => String(Number(value.toPrecision(4)))

/** `mean,error` over simulations; two empty cells where nothing was counted. */
function meanAndError(values: readonly (number | null)[]): string {
  const counted = values.filter((value) => value !== null)
  if (counted.length === 0) return ','
  const mean = average(counted)
  const variance = average(counted.map((value) => (value - mean) ** 2))
  return `${mean.toFixed(4)},${Math.sqrt(variance / counted.length).toFixed(4)}`
}
