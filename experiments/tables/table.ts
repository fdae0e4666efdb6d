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
the line that it prints, ${failed[2]} of train, ${failed[3]} of predict; ${sum('not_finite')} predictions are empty or not finite, and predict scored ${sum('scored')} tables.
On ${records.filter(({ collapsed }) => collapsed !== '0').length} tables some method gave all test rows one answer; it was praised on ${records.filter(({ praised_collapsed }) => praised_collapsed !== '0').length}. The linear model scores at least as well as the best of the nine methods on ${sum('linear_wins')} tables;
what is printed says so there, and nowhere else, on ${sum('says_so')} of ${records.length}.

${lines.join('\n')}
`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.stdout.write(resultsTable(readFileSync(process.argv[2]!, 'utf8')))
}
