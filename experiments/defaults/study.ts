/**
 * Runs the candidates of a stage on the tables of one half, and keeps every trial:
 *
 *     npx tsx experiments/defaults/study.ts STAGE choose|confirm TRIALS.csv [NAME...]
 *
 * Runs that the file holds already are passed over, so an interrupted study goes on. REGBENCH names the program (the one of
 * this checkout when unset); experiments/tables/fetch.ts must have been run. README.md says what came out.
 */
import { execFileSync } from 'node:child_process'
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { csvLines, readRecords } from '../tables/convert.ts'
import { tablesFolder } from '../tables/fetch.ts'
import { type Candidate, STAGES } from './candidates.ts'
import { sampled } from './sample.ts'
import { halfOf, type StudyTable, TABLES } from './tables.ts'

const PROGRAM = process.env.REGBENCH ?? fileURLToPath(new URL('../../bin/regbench.js', import.meta.url))
/** Larger tables are cut to a sample of this many rows, so that the study takes an hour on one core. */
const MAX_ROWS = Number(process.env.STUDY_ROWS ?? 2500)
const FOLDS = 3

export const KEPT = [
  'status',
  'train_rows',
  'epochs',
  'steps',
  'train_score',
  'test_score',
  'weight_norm',
  'weight_sparsity',
  'train_seconds',
] as const
export const COLUMNS = ['candidate', 'table', 'method', 'repeat', 'fold', ...KEPT] as const

function main([stage, half, file, ...only]: string[]): void {
  const candidates = STAGES[stage!]
  if (candidates === undefined || file === undefined) {
    throw new Error(`a stage is one of ${Object.keys(STAGES).join(', ')}, a half choose or confirm`)
  }
  if (!existsSync(file)) writeFileSync(file, `${COLUMNS.join(',')}\n`)
  const done = new Set(
    readRecords(readFileSync(file, 'utf8')).map(({ candidate, table }) => `${candidate}\n${table}`),
  )
  const folder = mkdtempSync(join(tmpdir(), 'study-'))
  for (const [t, table] of TABLES.entries()) {
    if (half !== 'all' && halfOf(t) !== half) continue
    const data = dataOf(table, folder)
    for (const [name, candidate] of Object.entries(candidates)) {
      if (done.has(`${name}\n${table.table}`) || (only.length > 0 && !only.includes(name))) continue
      const trials = runOne(data, table, candidate, folder)
      appendFileSync(
        file,
        csvLines(
          trials.map((trial) =>
            COLUMNS.map((column) => ({ ...trial, candidate: name, table: table.table })[column]),
          ),
        ),
      )
      console.log(name, table.table, trials.filter(({ status }) => status !== 'ok').length, 'diverged')
    }
  }
  rmSync(folder, { recursive: true })
}

/** The file to read, cut to MAX_ROWS; rows without a target are left out before. */
function dataOf({ table, target }: StudyTable, folder: string): { path: string; rows: number } {
  const bundled = fileURLToPath(new URL(`../../datasets/${table}.csv`, import.meta.url))
  const source = existsSync(bundled) ? bundled : join(tablesFolder(), `${table}.csv`)
  const { csv, rows } = sampled(readFileSync(source, 'utf8'), target, MAX_ROWS)
  const path = join(folder, `${table}.csv`)
  writeFileSync(path, csv)
  return { path, rows }
}

function runOne(
  { path, rows }: { path: string; rows: number },
  { target, task, ignore }: StudyTable,
  candidate: Candidate,
  folder: string,
): Record<string, string>[] {
  const trials = join(folder, 'trials.csv')
  rmSync(trials, { force: true })
  rmSync(`${trials}.json`, { force: true })
  const perEpoch = Math.ceil((rows * (FOLDS - 1)) / FOLDS / candidate.batch)
  const epochs = Math.max(candidate.epochs, Math.ceil(candidate.steps / perEpoch))
  const options: Record<string, string | number> = {
    target,
    task,
    missing: 'impute',
    folds: FOLDS,
    repeats: rows < 500 ? 2 : 1,
    jobs: 1,
    optimizer: candidate.optimizer,
    'learning-rate': candidate.rate,
    schedule: candidate.schedule,
    epochs,
    'batch-size': candidate.batch,
    hidden: candidate.hidden,
    scale: candidate.scale,
    ...(candidate.clip !== undefined && { 'clip-norm': candidate.clip }),
    ...(ignore !== undefined && { ignore }),
    'export-trials': trials,
  }
  const args = [
    ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]),
    ...candidate.methods.flatMap((method) => ['--method', method]),
    '--quiet',
  ]
  execFileSync(process.execPath, [PROGRAM, 'compare', path, ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  return readRecords(readFileSync(trials, 'utf8'))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main(process.argv.slice(2))
