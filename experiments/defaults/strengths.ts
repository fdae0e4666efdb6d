/**
 * What default strengths do, by the trials of the stage "strengths":
 *
 *     npx tsx experiments/defaults/strengths.ts TRIALS.csv[.gz]
 *
 * By method, against `none` on the same table: the geometric mean of its error (1 - accuracy, or rmse) over that of none, on
 * how many tables that is above 1.1, the same mean of the weights' norm, and the mean share of weights that are exactly 0.
 */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { readRecords } from '../tables/convert.ts'
import { STAGES } from './candidates.ts'
import { TABLES } from './tables.ts'

const [name] = Object.keys(STAGES.strengths!)
const { methods } = STAGES.strengths![name!]!
const bytes = readFileSync(process.argv[2]!)
const csv = (process.argv[2]!.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
const records = readRecords(csv).filter(({ candidate }) => candidate === name)
const tables = TABLES.filter(({ table }) => records.some((record) => record.table === table))

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length
const geometric = (values: readonly number[]): number => Math.exp(mean(values.map(Math.log)))

function figures(table: string, method: string, isClassification: boolean) {
  const own = records.filter((record) => record.table === table && record.method === method)
  const score = mean(own.map(({ test_score }) => Number(test_score)))
  return {
    diverged: own.filter(({ status }) => status !== 'ok').length,
    error: (isClassification ? 1 - score : score) + 1e-3,
    norm: mean(own.map(({ weight_norm }) => Number(weight_norm))),
    zeros: mean(own.map(({ weight_sparsity }) => Number(weight_sparsity))),
  }
}

console.log(
  `${tables.length} tables\nmethod                                 diverged   error  worse   norm   zeros`,
)
for (const method of methods) {
  const pairs = tables.map(({ table, task }) => {
    const isClassification = task === 'classification'
    return { own: figures(table, method, isClassification), none: figures(table, 'none', isClassification) }
  })
  const errors = pairs.map(({ own, none }) => own.error / none.error)
  const cells = [
    String(pairs.reduce((sum, { own }) => sum + own.diverged, 0)).padStart(8),
    geometric(errors).toFixed(3).padStart(6),
    String(errors.filter((error) => error > 1.1).length).padStart(5),
    geometric(pairs.map(({ own, none }) => own.norm / none.norm))
      .toFixed(3)
      .padStart(6),
    mean(pairs.map(({ own }) => own.zeros))
      .toFixed(3)
      .padStart(6),
  ]
  console.log(`${method.padEnd(38)} ${cells.join('  ')}`)
}
