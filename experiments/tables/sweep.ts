/**
 * Runs the program over all tables of tables.csv as a newcomer would: describe, then the command line that it prints, then
 * train and predict; writes what came out to RESULTS.csv, a line a table as each ends, and passes over those it holds:
 *
 *     npx tsx experiments/tables/sweep.ts RESULTS.csv [TABLE...]
 *
 * The printed line is run as it is, with "--folds 2 --repeats 1 --jobs 1" and exports appended, and with few epochs, which train is
 * given too: 20 up to 1000 rows, 4 up to 5000, else 1, so that a busy machine gets through. "constant" and "linear" are the
 * yardsticks of that run; `linear_wins` says whether the linear model beats the constant and scores at least as well as the best
 * method, and `says_so` whether what is printed names it then, and not otherwise. `scored` says whether predict scored the rows,
 * which have their target.
 * REGBENCH names the program, the one of this checkout when unset.
 */
import { spawnSync } from 'node:child_process'
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { csvLines, parseCsv, readRecords } from './convert.ts'
import { tablesFolder } from './fetch.ts'

const PROGRAM = process.env.REGBENCH ?? fileURLToPath(new URL('../../bin/regbench.js', import.meta.url))
const HERE = fileURLToPath(new URL('.', import.meta.url))

export const COLUMNS = [
  'table',
  'rows',
  'task',
  'metric',
  'describe_exit',
  'compare_exit',
  'train_exit',
  'predict_exit',
  'trials',
  'diverged',
  'collapsed',
  'praised_collapsed',
  'constant',
  'linear',
  'linear_wins',
  'says_so',
  'none',
  'best',
  'best_score',
  'warnings',
  'scored',
  'not_finite',
  'seconds',
] as const

type Result = Partial<Record<(typeof COLUMNS)[number], string | number>>

interface Listed {
  readonly table: string
  readonly target: string
  readonly ignore: string
}

function run(args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, NO_COLOR: '1' },
  })
  return { exit: status ?? -1, stdout, stderr }
}

/** The words of the line that describe prints: quotes are those of a shell, single ones around words that need them. */
export function printedWords(description: string): string[] | undefined {
  const at = description.lastIndexOf('\n  regbench compare ')
  if (at < 0) return undefined
  const line = description
    .slice(at + '\n  regbench '.length)
    .replaceAll(/\s*\\?\n\s+/g, ' ')
    .trim()
    .split('\n')[0]!
  return [...line.matchAll(/(?:'[^']*'|\\.|[^\s'\\])+/g)].map(([word]) =>
    word.replaceAll(/'([^']*)'|\\(.)/g, (_, quoted, escaped) => quoted ?? escaped),
  )
}

function sweepOne({ table, target, ignore }: Listed, folder: string): Result {
  const began = performance.now()
  const file = join(tablesFolder(), `${table}.csv`)
  const asked = [
    ...(target === '' ? [] : ['--target', target]),
    ...(ignore === '' ? [] : ['--ignore', ignore]),
  ]
  const description = run(['describe', file, ...asked])
  const result: Result = { table, describe_exit: description.exit }
  const words = printedWords(description.stdout)
  if (words === undefined) return result
  const [summary, trials, model] = ['summary.csv', 'trials.csv', 'm.safetensors'].map((name) =>
    join(folder, name),
  ) as [string, string, string]
  const rows = parseCsv(readFileSync(file, 'utf8'))
  const epochs = ['--epochs', rows.length <= 1001 ? '20' : rows.length <= 5001 ? '4' : '1']
  const quick = ['--folds', '2', '--repeats', '1', '--jobs', '1', '--no-progress', ...epochs]
  const compared = run([...words, ...quick, '--export-csv', summary, '--export-trials', trials])
  result.compare_exit = compared.exit
  if (compared.exit !== 0) console.log(compared.stderr.slice(-300))
  if (existsSync(summary))
    Object.assign(result, comparison(readFileSync(summary, 'utf8'), trials, compared.stdout))
  result.warnings = compared.stderr.split('\n').filter((line) => line.startsWith('regbench: ')).length
  const reading = words.slice(2)
  const fit = ['--method', 'none', ...epochs, '--save', model, '--quiet']
  const trained = run(['train', file, ...reading, ...fit])
  result.train_exit = trained.exit
  if (trained.exit !== 0) console.log(trained.stderr.slice(-300))
  const missing = reading.includes('--missing') ? ['--missing', 'impute'] : []
  const predicted = run(['predict', model, file, ...missing])
  result.predict_exit = predicted.exit
  if (predicted.exit !== 0) console.log(predicted.stderr.slice(-300))
  result.scored = Number(/ (has|have) the target /.test(predicted.stderr.replaceAll(/\s+/g, ' ')))
  result.not_finite = predicted.stdout
    .split('\n')
    .filter((line) => /(^|,)(|NaN|-?Infinity)$/.test(line) && line !== '').length
  result.seconds = ((performance.now() - began) / 1000).toFixed(1)
  return result
}

const scoreOf = ({ test_score_mean }: Record<string, string>): number => Number(test_score_mean)

function comparison(summary: string, trialsFile: string, printed: string): Result {
  const rows = readRecords(summary)
  const trials = readRecords(readFileSync(trialsFile, 'utf8'))
  const methods = rows.filter(({ kind }) => kind !== 'yardstick')
  const yardstick = (name: string) =>
    rows.find((row) => row.kind === 'yardstick' && row.method === name)?.test_score_mean
  const own = trials.filter(({ kind }) => kind !== 'yardstick')
  const isRegression = own[0]?.metric === 'rmse'
  const best = methods
    .filter(({ test_score_mean }) => test_score_mean !== '')
    .sort((a, b) => (isRegression ? 1 : -1) * (Number(a.test_score_mean) - Number(b.test_score_mean)))[0]
  const collapsed = methods
    .map(({ method }) => method!)
    .filter((method) =>
      own.filter((trial) => trial.method === method).every(({ test_answers }) => test_answers === '1'),
    )
  const text = printed.replaceAll(/\s+/g, ' ')
  const real = methods.filter(({ method }) => !collapsed.includes(method!)).map(scoreOf)
  const linear = Number(yardstick('linear'))
  const bestReal = isRegression ? Math.min(...real) : Math.max(...real)
  const sign = isRegression ? -1 : 1
  const linearWins =
    real.length > 0 &&
    sign * linear >= sign * bestReal &&
    sign * linear > sign * Number(yardstick('constant'))
  return {
    rows: Number(own[0]?.train_rows) + Number(own[0]?.validation_rows) + Number(own[0]?.test_rows),
    task: isRegression ? 'regression' : 'classification',
    metric: own[0]?.metric ?? '',
    trials: own.length,
    diverged: own.filter(({ status }) => status !== 'ok').length,
    collapsed: collapsed.length,
    praised_collapsed: collapsed.filter((method) => text.includes(`${method} is better`)).length,
    constant: yardstick('constant') ?? '',
    linear: yardstick('linear') ?? '',
    linear_wins: Number(linearWins),
    says_so: Number(text.includes('the linear model scores') === linearWins),
    none: methods.find(({ method }) => method === 'none')?.test_score_mean ?? '',
    best: best?.method ?? '',
    best_score: best?.test_score_mean ?? '',
  }
}

function main([file, ...only]: string[]): void {
  if (file === undefined)
    throw new Error('give the file to write: npx tsx experiments/tables/sweep.ts RESULTS.csv')
  if (!existsSync(file)) writeFileSync(file, csvLines([COLUMNS]))
  const done = new Set(readRecords(readFileSync(file, 'utf8')).map(({ table }) => table))
  const listed = readRecords(readFileSync(join(HERE, 'tables.csv'), 'utf8')) as unknown as Listed[]
  const wanted =
    only.length === 0 ? listed : only.flatMap((name) => listed.filter(({ table }) => table === name))
  for (const each of wanted) {
    if (done.has(each.table)) continue
    const folder = mkdtempSync(join(tmpdir(), 'sweep-'))
    const result = sweepOne(each, folder)
    rmSync(folder, { recursive: true })
    appendFileSync(file, csvLines([COLUMNS.map((column) => result[column])]))
    console.log(COLUMNS.map((column) => result[column] ?? '').join(' '))
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main(process.argv.slice(2))
