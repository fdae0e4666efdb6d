/** Counts over simulations, each with its Monte-Carlo error: simulations are independent, the pairs within one are not. */
import type { Estimate, Estimates } from './summarize.ts'

/** Effects in standard errors sd(h) / sqrt(n). */
const EFFECTS = [1, 2, 4]

/** True difference and its own standard error, or null where it was not measured. */
type Truth = readonly [number, number] | null

interface Kept {
  readonly estimates: Estimates
  readonly truths: readonly Truth[]
}

export class Figures {
  static readonly header = [
    'data,rows,metric,comparison,inference,simulations,half_width,true_to_estimated_sd',
    'covers_own,covers_own_error,covers_expected,covers_expected_error',
    'false_findings,false_findings_error,family_wise,family_wise_error',
    'power_1,power_1_error,power_2,power_2_error,power_4,power_4_error',
  ].join(',')

  readonly #isNull: boolean
  readonly #kept: Kept[] = []

  /** @param isNull whether the expected difference is 0 by construction; else it is the mean of the true ones. */
  constructor(isNull: boolean) {
    this.#isNull = isNull
  }

  add(estimates: Estimates, truths: readonly Truth[]): void {
    this.#kept.push({ estimates, truths })
  }

  lines(names: readonly (string | number)[]): string[] {
    if (this.#kept.length === 0) return []
    const all = Object.values(this.#kept[0].estimates)[0].map((_, p) => p)
    const truths = this.#kept.flatMap(({ truths: own }) =>
      own.flatMap((truth) => (truth === null ? [] : [truth[0]])),
    )
    if (!this.#isNull && truths.length === 0) return []
    const expected = this.#isNull ? 0 : average(truths)
    return Object.keys(this.#kept[0].estimates).map((inference) => {
      const of = ({ estimates }: Kept): readonly Estimate[] => estimates[inference]
      const unit = Math.sqrt(average(this.#kept.flatMap((kept) => of(kept).map((one) => one.unit ** 2))))
      const spread = Math.sqrt(
        average(this.#kept.flatMap((kept) => of(kept).map((one) => (one.difference - expected) ** 2))),
      )
      const estimated = Math.sqrt(
        average(this.#kept.flatMap((kept) => of(kept).map((one) => one.standardError ** 2))),
      )
      const share = (count: (one: Estimate, pair: number, kept: Kept) => number | null): string =>
        meanAndError(
          this.#kept.map((kept) => {
            const counted = all.map((p) => count(of(kept)[p], p, kept)).filter((value) => value !== null)
            return counted.length === 0 ? null : average(counted)
          }),
        )
      const covers = (one: Estimate, truth: number, error: number): number =>
        Math.abs(one.centre - truth) <= one.quantile * Math.hypot(one.standardError, error) ? 1 : 0
      const finds = (one: Estimate, effect: number): number =>
        one.standardError > 0 && Math.abs(one.centre - expected + effect) > one.quantile * one.standardError
          ? 1
          : 0
      return [
        ...names,
        inference,
        this.#kept.length,
        number(
          average(this.#kept.flatMap((kept) => of(kept).map((one) => one.quantile * one.standardError))),
        ),
        number(spread / estimated),
        share((one, p, { truths: own }) => (own[p] === null ? null : covers(one, own[p][0], own[p][1]))),
        share((one) => covers(one, expected, 0)),
        this.#isNull ? share((one) => finds(one, 0)) : ',',
        this.#isNull ? this.#familyWise(inference) : ',',
        ...EFFECTS.map((effect) =>
          share((one) => (finds(one, effect * unit) + finds(one, -effect * unit)) / 2),
        ),
      ].join(',')
    })
  }

  /** How often at least one of the methods is called different. */
  #familyWise(inference: string): string {
    return meanAndError(
      this.#kept.map(({ estimates }) => {
        const own = estimates[inference]
        if (own.some(({ adjusted }) => adjusted === null)) return null
        return own.some(({ adjusted }) => adjusted! < 0.05) ? 1 : 0
      }),
    )
  }
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
