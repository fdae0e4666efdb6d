/** What a worker sends back of one trial. */
import { chosenColumns } from '../../results/choice.ts'
import type { Column } from '../../results/columns.ts'
import { curveColumns } from '../../results/curve.ts'
import { trialColumns } from '../../results/trial.ts'
import type { Metric } from '../../results/trialId.ts'
import { failure } from '../../util/errors.ts'
import type { Trial } from '../grid.ts'
import type { Outcome } from '../runner.ts'
import { Field } from './field.ts'

const MAX_POINTS = 10_000_000

export const encodeReport = ({ result, curve }: Outcome): string => JSON.stringify({ result, curve })

/** Throws a failure for what is not a result of this trial. */
export function decodeReport(json: string, { dataset, method, split }: Trial, metric: Metric): Outcome {
  const report = Field.parse(json, 'report')
  const found = report.get('result')
  const choice = found.get('choice')
  const reason = found.get('failure')
  const named = { dataset, method: method.spec, repeat: split.repeat, fold: split.fold }
  const isOf = (field: Field): boolean =>
    Object.entries(named).every(([key, value]) => field.record[key] === value)
  if (!isOf(found) || found.record.metric !== metric) throw failure('report is of another trial')
  const result = {
    ...readRow(trialColumns, found),
    ...(!choice.isAbsent && { choice: readRow(chosenColumns, choice) }),
    ...(!reason.isAbsent && { failure: reason.text }),
  }
  const curve = report.get('curve').list(MAX_POINTS, (point) => {
    if (!isOf(point)) throw failure('report has a curve of another trial')
    return readRow(curveColumns, point)
  })
  return { result, curve }
}

const readRow = <Row>(columns: readonly Column<Row>[], field: Field): Row =>
  Object.fromEntries(columns.map((column) => [column.key, readValue(column, field.get(column.key))])) as Row

function readValue<Row>(column: Column<Row>, field: Field) {
  switch (column.kind) {
    case 'text':
      return field.text
    case 'oneOf':
      return field.oneOf(column.choices)
    case 'flag':
      return field.flag
    case 'measure':
      return field.measure()
    case 'integer':
    case 'number': {
      const min = column.min
      return field.number({
        ...(min !== undefined && { min }),
        ...(column.kind === 'integer' && { integer: true }),
      })
    }
  }
}
