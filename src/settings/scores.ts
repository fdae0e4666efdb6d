/** What scores are. */
import { type MetricName, metricNames } from '../metrics/index.ts'
import { choice, type Kind, text } from './kinds.ts'
import { group, type Values } from './setting.ts'

/** Names with commas between. */
const names: Kind<readonly MetricName[]> = {
  form: 'list',
  expected: `names with commas between: ${metricNames.join(', ')}`,
  schema: { anyOf: [{ type: 'string' }, { type: 'array', items: { enum: metricNames } }] },
  parse(word) {
    const list = word.split(',').map((name) => name.trim())
    return names.admits(list) ? list : undefined
  },
  admits: (value): value is readonly MetricName[] =>
    Array.isArray(value) && value.length > 0 && value.every((name) => metricNames.includes(name)),
  words: (value) => [value.join(',')],
}

export const scores = group('Scores', {
  metric: {
    kind: choice(metricNames),
    placeholder: 'name',
    summary: 'what is compared, tested and, with --by score, tuned by (default: accuracy, or rmse)',
  },
  also: {
    kind: names,
    placeholder: 'names',
    summary: 'further metrics to show beside it, with commas between, e.g. auc,log-loss',
  },
  positive: {
    kind: text,
    placeholder: 'class',
    summary: 'the class that f1, auc and average-precision are about (default: the mean over the classes)',
  },
})

export type ScoreSettings = Values<typeof scores.settings>
