/** What tuning inside training parts chose, summed up for the table. */
import { familyOf } from '../regularizers/family.ts'
import { isRegularizer } from '../regularizers/method.ts'
import { givenValues, numericValue, openParameters } from '../regularizers/template.ts'
import type { ChosenValues, Tuned } from '../results/comparison.ts'
import type { TrialResult } from '../results/trial.ts'
import { numberText } from '../settings/kinds.ts'
import { count } from '../util/format.ts'
import { median } from '../util/quantile.ts'
import type { Experiment } from './config.ts'
import { COCKTAIL, candidatesOf, isTunable, type Tunable } from './tunable.ts'

/** One sentence for a heading; undefined where nothing is tuned. */
export function describeTuning({
  methods,
  nested,
}: Pick<Experiment, 'methods' | 'nested'>): string | undefined {
  const tuned = methods.filter(isTunable)
  if (nested === undefined || tuned.length === 0) return undefined
  const fixed = methods.filter((method) => !isTunable(method)).map(({ spec }) => spec)
  const fixedText =
    fixed.length <= tuned.length ? fixed.join(', ') : `all but ${tuned.map(({ spec }) => spec).join(', ')}`
  return [
    `tuned: ${describeSearches(tuned)} the one with the ${nested.criterion === 'loss' ? 'least loss' : 'best score'} over ${nested.innerFolds} inner folds of each training part`,
    ...(fixed.length === 0 ? [] : [`as written: ${fixedText}`]),
    'scores are of test rows, which took no part in any choice',
  ].join('; ')
}

/** Which candidates there were: `of 12 candidates a method`. */
function describeSearches(tuned: readonly Tunable[]): string {
  const whole = tuned.filter(({ budget }) => budget === undefined)
  const halved = tuned.filter(({ budget }) => budget !== undefined)
  const [budget] = halved.map((method) => method.budget)
  const whose = whole.length === 0 ? 'a method' : `for ${halved.map(({ spec }) => spec).join(', ')}`
  return [
    ...(whole.length === 0 ? [] : [`of ${sizeText(whole)} a method`]),
    ...(halved.length === 0
      ? []
      : [`of up to ${sizeText(halved)} ${whose} by successive halving, in the epochs of ${budget} in full,`]),
  ].join(', and ')
}

function sizeText(methods: readonly Tunable[]): string {
  const sizes = [...new Set(methods.map(candidatesOf))]
  return sizes.length === 1
    ? count(sizes[0], 'candidate')
    : `${Math.min(...sizes)} to ${Math.max(...sizes)} candidates`
}

/**
 * For the trials of one dataset.
 *
 * @param ingredients what may be in a cocktail, of which the table tells how often it was chosen, or that it never was.
 */
export const tunedOf = (
  how: string,
  methods: readonly string[],
  trials: readonly TrialResult[],
  ingredients: readonly string[] = [],
): Tuned => ({
  how,
  chosen: methods.flatMap((method) => {
    const chosen = trials.flatMap((trial) =>
      trial.method === method && trial.choice ? [trial.choice.chosen] : [],
    )
    if (chosen.length === 0) return []
    return method === COCKTAIL ? mixedValues(chosen, ingredients) : chosenValues(method, chosen)
  }),
})

/** What each choice has a value of. */
function chosenValues(method: string, chosen: readonly string[]): ChosenValues[] {
  const values = chosen.map(givenValues)
  const written = givenValues(method)
  const parameters = Object.keys(values[0]).filter((parameter) => written[parameter] === undefined)
  return parameters.map((parameter) => {
    const texts = values.map((own) => own[parameter])
    return { method, parameter, trials: texts.length, of: texts.length, ...summed(texts) }
  })
}

/** Each ingredient, the most frequent first, with the strengths of those trials that chose it. */
export function mixedValues(chosen: readonly string[], ingredients: readonly string[]): ChosenValues[] {
  const rows = ingredients.flatMap((name): ChosenValues[] => {
    const own = chosen.filter((spec) => familyOf(spec).split('+').includes(name)).map(givenValues)
    const common = { method: COCKTAIL, trials: own.length, of: chosen.length }
    const often = `${own.length} of ${chosen.length}`
    const parameters = own.length === 0 ? [] : searchedParameters(name)
    if (parameters.length === 0) {
      return [{ ...common, parameter: name, median: null, low: null, high: null, text: often }]
    }
    return parameters.map((parameter) => {
      const values = summed(own.map((given) => given[parameter]))
      return { ...common, parameter, ...values, text: `${often}: ${values.text}` }
    })
  })
  return rows.sort((a, b) => b.trials - a.trials)
}

/** Those of which a cocktail chooses a value; none for a name of another version. */
const searchedParameters = (name: string): string[] =>
  isRegularizer(name)
    ? openParameters({ terms: [{ name, given: {} }] }).map((parameter) => parameter.name)
    : []

type Summed = Pick<ChosenValues, 'median' | 'low' | 'high' | 'text'>

function summed(texts: readonly string[]): Summed {
  const numbers = texts.map(numericValue).sort((a, b) => a - b)
  if (numbers.some(Number.isNaN)) return { median: null, low: null, high: null, text: tally(texts) }
  const [low, high] = [numbers[0], numbers[numbers.length - 1]]
  const middle = median(numbers)
  const text = low === high ? numberText(low) : `${short(middle)} (${short(low)} to ${short(high)})`
  return { median: middle, low, high, text }
}

const short = (value: number): string => numberText(Number(value.toPrecision(3)))

/** `true 3, false 2`. */
const tally = (texts: readonly string[]): string =>
  [...new Set(texts)].map((text) => `${text} ${texts.filter((other) => other === text).length}`).join(', ')
