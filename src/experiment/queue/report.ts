/** What a worker sends back of one trial. */
import { failure } from '../../util/errors.ts'
import type { Trial } from '../grid.ts'
import type { CurvePoint, Metric, TrialResult } from '../result.ts'
import type { Outcome } from '../runner.ts'
import { type Choice, CRITERIA } from '../tuning.ts'
import { Field } from './field.ts'

const MOST_POINTS = 10_000_000

export const encodeReport = ({ result, curve }: Outcome): string => JSON.stringify({ result, curve })

/** Throws a failure for what is no result of this trial. */
export function decodeReport(json: string, { dataset, method, split }: Trial, metric: Metric): Outcome {
  const report = Field.parse(json, 'report')
  const found = report.get('result')
  const count = (name: string) => found.get(name).number({ min: 0, integer: true })
  const measure = (name: string) => found.get(name).measure()
  const choice = found.get('choice')
  const reason = found.get('failure')
  const named = { dataset, method: method.spec, repeat: split.repeat, fold: split.fold }
  const isOf = (field: Field): boolean =>
    Object.entries(named).every(([key, value]) => field.record[key] === value)
  if (!isOf(found) || found.record.metric !== metric) throw failure('report is of another trial')
  const result: TrialResult = {
    ...named,
    seed: count('seed'),
    status: found.get('status').oneOf(['ok', 'diverged', 'failed']),
    trainRows: count('trainRows'),
    validationRows: count('validationRows'),
    testRows: count('testRows'),
    epochs: count('epochs'),
    bestEpoch: count('bestEpoch'),
    steps: count('steps'),
    trainLossNoisy: measure('trainLossNoisy'),
    trainLoss: measure('trainLoss'),
    penalty: measure('penalty'),
    validationLoss: measure('validationLoss'),
    testLoss: measure('testLoss'),
    metric,
    trainScore: measure('trainScore'),
    validationScore: measure('validationScore'),
    testScore: measure('testScore'),
    gap: measure('gap'),
    weightNorm: measure('weightNorm'),
    weightSparsity: measure('weightSparsity'),
    maxUnitNorm: measure('maxUnitNorm'),
    keepSeen: measure('keepSeen'),
    parameters: count('parameters'),
    trainSeconds: found.get('trainSeconds').number({ min: 0 }),
    predictSeconds: found.get('predictSeconds').number({ min: 0 }),
    fingerprint: found.get('fingerprint').text,
    ...(!choice.isAbsent && { choice: readChoice(choice) }),
    ...(!reason.isAbsent && { failure: reason.text }),
  }
  const curve = report.get('curve').list(MOST_POINTS, (point) => {
    if (!isOf(point)) throw failure('report has a curve of another trial')
    return { ...named, ...readPoint(point) }
  })
  return { result, curve }
}

const readChoice = (field: Field): Choice => ({
  chosen: field.get('chosen').text,
  candidates: field.get('candidates').number({ min: 0, integer: true }),
  innerFolds: field.get('innerFolds').number({ min: 0, integer: true }),
  criterion: field.get('criterion').oneOf(CRITERIA),
  lossMean: field.get('lossMean').number(),
  scoreMean: field.get('scoreMean').number(),
  epochsSpent: field.get('epochsSpent').number({ min: 0 }),
})

/** What overflowed: JSON has no infinity, and the curves file leaves either empty. */
const finiteOrNot = (field: Field): number => field.measure() ?? Number.NaN

const readPoint = (field: Field): Omit<CurvePoint, 'dataset' | 'method' | 'repeat' | 'fold'> => ({
  epoch: field.get('epoch').number({ min: 1, integer: true }),
  trainLossNoisy: finiteOrNot(field.get('trainLossNoisy')),
  trainLoss: finiteOrNot(field.get('trainLoss')),
  validationLoss: field.get('validationLoss').measure(),
  penalty: finiteOrNot(field.get('penalty')),
  trainScore: finiteOrNot(field.get('trainScore')),
  validationScore: field.get('validationScore').measure(),
  weightNorm: field.get('weightNorm').measure(),
  weightSparsity: field.get('weightSparsity').number(),
})
