/** RESULTS.csv of sweep.ts as a Markdown table with its totals: npx tsx experiments/tables/table.ts RESULTS.csv > results.md */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { readRecords } from './convert.ts'

/** Three significant digits; a share in percent. */
const figure = (text: string, isShare: boolean): string =>
  text === ''
    ? ''
    : isShare
      ? `${(100 * Number(text)).toFixed(1)} %`
      : String(Number(Number(text).toPrecision(3)))

export function resultsTable(csv: string): string {
  const records = readRecords(csv)
  const sum = (column: string) => records.reduce((total, record) => total + Number(record[column]), 0)
  const failed = ['describe_exit', 'compare_exit', 'train_exit', 'predict_exit'].map(
    (column) => records.filter((record) => record[column] !== '0').length,
  )
  const beaten = records.filter(({ metric, linear, best_score }) =>
    metric === 'rmse' ? Number(best_score) < Number(linear) : Number(best_score) > Number(linear),
  ).length
  const titles = [
    'table',
    'rows',
    'score',
    'diverged',
    'constant',
    'linear',
    'none',
    'best',
    'its score',
    'warnings',
    'seconds',
  ]
  const rows = records.map((record) => {
    const isShare = record.metric !== 'rmse'
    const scores = ['constant', 'linear', 'none'].map((column) => figure(record[column]!, isShare))
    return [
      record.table,
      record.rows,
      record.metric,
      `${record.diverged} of ${record.trials}`,
      ...scores,
      `\`${record.best}\``,
      figure(record.best_score!, isShare),
      record.warnings,
      Number(record.seconds).toFixed(0),
    ]
  })
  const lines = [titles, titles.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`)
  return `${records.length} tables, ${sum('trials')} trials: ${sum('diverged')} diverged. Lines that failed: ${failed[0]} of describe, ${failed[1]} of
the line that it prints, ${failed[2]} of train, ${failed[3]} of predict; ${sum('not_finite')} predictions are empty or not finite.${collapsedText(records)} The best of the nine methods beats a linear model on ${beaten} tables.

${lines.join('\n')}
`
}

/** Nothing of runs in which the program did not tell. */
function collapsedText(records: readonly Record<string, string>[]): string {
  const told = records.filter(({ praised_collapsed }) => praised_collapsed !== '')
  const praised = told.reduce((total, record) => total + Number(record.praised_collapsed), 0)
  return told.length === 0
    ? ''
    : `\nOf ${told.length} tables on which the program says how many answers a method gave, a method with one answer was praised on ${praised}.`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.stdout.write(resultsTable(readFileSync(process.argv[2]!, 'utf8')))
}
