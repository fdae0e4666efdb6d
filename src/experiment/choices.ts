/** What tuning inside training parts chose, summed up for the table. */
import { givenValues, numericValue } from '../regularizers/template.ts'
import type { ChosenValues, Tuned } from '../results/comparison.ts'
import type { TrialResult } from '../results/trial.ts'
import { numberText } from '../settings/kinds.ts'
import { count } from '../util/format.ts'
import { median } from '../util/quantile.ts'
import type { Experiment } from './config.ts'
import { isTunable } from './tunable.ts'

/** One sentence for a heading; undefined where nothing is tuned. */
export function describeTuning({
  methods,
  nested,
}: Pick<Experiment, 'methods' | 'nested'>): string | undefined {
  const tuned = methods.filter(isTunable)
  if (nested === undefined || tuned.length === 0) return undefined
  const sizes = [...new Set(tuned.map(({ stages }) => stages.reduce((sum, stage) => sum + stage.length, 0)))]
  const budget =
    sizes.length === 1
      ? count(sizes[0], 'candidate')
      : `${Math.min(...sizes)} to ${Math.max(...sizes)} candidates`
  const fixed = methods.filter((method) => !isTunable(method)).map(({ spec }) => spec)
  const fixedText =
    fixed.length <= tuned.length ? fixed.join(', ') : `all but ${tuned.map(({ spec }) => spec).join(', ')}`
  return [
    `tuned: of ${budget} a method the one with the ${nested.criterion === 'loss' ? 'least loss' : 'best score'} over ${nested.innerFolds} inner folds of each training part`,
    ...(fixed.length === 0 ? [] : [`as written: ${fixedText}`]),
    'scores are of test rows, which took no part in any choice',
  ].join('; ')
}

/** For the trials of one dataset. */
export const tunedOf = (how: string, methods: readonly string[], trials: readonly TrialResult[]): Tuned => ({
  how,
  chosen: methods.flatMap((method) => chosenValues(method, trials)),
})

function chosenValues(method: string, trials: readonly TrialResult[]): ChosenValues[] {
  const chosen = trials.flatMap((trial) =>
    trial.method === method && trial.choice ? [givenValues(trial.choice.chosen)] : [],
  )
  const written = givenValues(method)
  const parameters = Object.keys(chosen[0] ?? {}).filter((parameter) => written[parameter] === undefined)
  return parameters.map((parameter) => {
    const texts = chosen.map((values) => values[parameter])
    const numbers = texts.map(numericValue).sort((a, b) => a - b)
    const common = { method, parameter, trials: texts.length }
    if (numbers.some(Number.isNaN)) {
      return { ...common, median: null, low: null, high: null, text: tally(texts) }
    }
    const [low, high] = [numbers[0], numbers[numbers.length - 1]]
    const middle = median(numbers)
    const text = low === high ? numberText(low) : `${short(middle)} (${short(low)} to ${short(high)})`
    return { ...common, median: middle, low, high, text }
  })
}

const short = (value: number): string => numberText(Number(value.toPrecision(3)))

/** `true 3, false 2`. */
const tally = (texts: readonly string[]): string =>
  [...new Set(texts)].map((text) => `${text} ${texts.filter((other) => other === text).length}`).join(', ')
