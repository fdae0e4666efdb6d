/** Every metric against scikit-learn's value for the same predictions (test/metrics/scikit_learn.py), and at the edges. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import {
  absentClasses,
  compute,
  isHigherBetter,
  metric,
  metricNames,
  metricsOf,
} from '../../src/metrics/index.ts'
import type { Predicted, PredictedClasses, PredictedValues } from '../../src/metrics/predicted.ts'
import { assert, suite } from '../harness.ts'
import { near } from '../tolerance.ts'

interface Case {
  readonly record: Predicted
  readonly absent: number
  readonly expected: Readonly<Record<string, number | null>>
}

const cases = JSON.parse(
  readFileSync(new URL('../fixtures/metrics.json', import.meta.url), 'utf8'),
) as Record<string, Case>
const TIGHT = { absolute: 1e-9, relative: 0 }

/** The same with every weight so many times as large. */
const scaled = (record: Predicted, factor: number): Predicted => {
  const rows = record.task === 'classification' ? record.labels.length : record.targets.length
  return {
    ...record,
    weights: Array.from({ length: rows }, (_, row) => (record.weights?.[row] ?? 1) * factor),
  }
}

/** The rows of the list, a row as often as it stands there, without weights. */
const taken = (record: Predicted, rows: readonly number[]): Predicted => {
  if (record.task === 'regression') {
    const { targets, values } = record
    return {
      task: 'regression',
      targets: rows.map((row) => targets[row]),
      values: rows.map((row) => values[row]),
    }
  }
  const { classes, labels, predicted, probabilities, positive } = record
  return {
    task: 'classification',
    classes,
    ...(positive !== undefined && { positive }),
    labels: rows.map((row) => labels[row]),
    predicted: rows.map((row) => predicted[row]),
    probabilities: rows.flatMap((row) =>
      Array.from({ length: classes }, (_, label) => probabilities[row * classes + label]),
    ),
  }
}

suite('metrics: scikit-learn', (test) => {
  for (const [title, { record, absent, expected }] of Object.entries(cases)) {
    test(title, () => {
      assert.equal(Object.keys(expected), metricsOf(record.task))
      for (const name of metricsOf(record.task)) near(compute(name, record), expected[name], name, TIGHT)
      if (record.task === 'regression') return
      assert.is(absentClasses(record.classes, record.labels, record.weights), absent)
    })
  }
})

suite('metrics: every entry', (test) => {
  for (const name of metricNames) {
    const of = Object.entries(cases).filter(([, { record }]) => record.task === metric(name).task)

    test(`${name} stays in its range and says nothing of the other task`, () => {
      const [low, high] = metric(name).range
      for (const [title, { record }] of Object.entries(cases)) {
        const value = compute(name, record)
        if (record.task !== metric(name).task) assert.is(value, null, title)
        else assert.ok(value === null || (value >= low && value <= high), `${title}: ${value}`)
      }
    })

    test(`${name} takes a weight for the share it is, and a row of weight 2 for two rows`, () => {
      for (const [title, { record }] of of) {
        near(compute(name, scaled(record, 4)), compute(name, record), title, TIGHT)
        const rows = Array.from(
          { length: record.task === 'classification' ? record.labels.length : record.targets.length },
          (_, row) => row,
        )
        const counts = rows.map((row) => row % 3)
        const repeated = taken(
          record,
          rows.flatMap((row) => Array<number>(counts[row]).fill(row)),
        )
        near(compute(name, { ...record, weights: counts }), compute(name, repeated), title, TIGHT)
      }
    })

    test(`${name} is null of no rows, and of rows without weight`, () => {
      for (const [title, { record }] of of) {
        assert.is(compute(name, taken(record, [])), null, title)
        assert.is(compute(name, scaled(record, 0)), null, title)
      }
    })

    test(`${name} is better of predictions that are right`, () => {
      for (const [title, { record }] of of) {
        const value = compute(name, record)
        const best = compute(name, perfect(record))
        if (value === null || best === null) continue
        assert.ok(isHigherBetter(name) ? best >= value : best <= value, `${title}: ${best}, ${value}`)
        const [low, high] = metric(name).range
        near(best, isHigherBetter(name) ? high : low, title, TIGHT)
      }
    })
  }
})

/** Right about every row and sure of it. */
function perfect(record: Predicted): Predicted {
  if (record.task === 'regression') return { ...record, values: record.targets }
  const { classes, labels } = record
  const probabilities = new Float64Array(labels.length * classes)
  for (let row = 0; row < labels.length; row++) probabilities[row * classes + labels[row]] = 1
  return { ...record, predicted: labels, probabilities }
}

suite('metrics: by hand', (test) => {
  const record: PredictedClasses = {
    task: 'classification',
    classes: 2,
    labels: [0, 0, 1, 1],
    predicted: [0, 0, 0, 0],
    probabilities: [0.9, 0.1, 0.6, 0.4, 0.6, 0.4, 0.55, 0.45],
  }

  test('whoever always names one class', () => {
    assert.is(compute('accuracy', record), 0.5)
    assert.is(compute('balanced-accuracy', record), 0.5)
    assert.is(compute('kappa', record), 0)
    assert.is(compute('mcc', record), 0)
    // Precision 1/2, recall 1 of the one; of the other no row is found.
    near(compute('f1', record), (2 / 3 + 0) / 2, 'f1', TIGHT)
    assert.is(compute('f1', { ...record, positive: 1 }), 0)
  })

  test('a tie between a row of the class and one of the rest is half a pair', () => {
    assert.is(compute('auc', record), 3.5 / 4)
  })

  test('a row without an answer is wrong, whatever is asked', () => {
    const silent = { ...record, predicted: [-1, 0, 0, 1] }
    assert.is(compute('accuracy', silent), 0.5)
    near(compute('balanced-accuracy', silent), 0.5, 'recall of both', TIGHT)
  })

  test('the median lies between two middle errors', () => {
    const values: PredictedValues = { task: 'regression', targets: [0, 0, 0, 0], values: [1, -2, 4, 8] }
    assert.is(compute('median-ae', values), 3)
    assert.is(compute('median-ae', { ...values, weights: [1, 1, 1, 0] }), 2)
    assert.is(compute('median-ae', { ...values, weights: [3, 1, 1, 1] }), 1.5)
  })

  test('a confidence on the border of two bins belongs to the lower one', () => {
    // 0.6 is 9 / 15: with 0.59 in one bin, not with 0.61.
    const two = (a: number, b: number): PredictedClasses => ({
      ...record,
      labels: [0, 1],
      predicted: [0, 0],
      probabilities: [a, 1 - a, b, 1 - b],
    })
    near(compute('ece', two(0.6, 0.59)), Math.abs(0.5 - 0.595), 'one bin', TIGHT)
    near(compute('ece', two(0.6, 0.61)), (0.4 + 0.61) / 2, 'two bins', TIGHT)
  })
})

/** Where scikit-learn is installed, as in continuous integration, the fixture is made again. */
suite('metrics: scikit-learn, run now', (test) => {
  const script = fileURLToPath(new URL('./scikit_learn.py', import.meta.url))
  const python = ['python3', '/usr/bin/python3'].find(
    (command) => spawnSync(command, ['-c', 'import sklearn']).status === 0,
  )
  test('says what the fixture says', () => {
    if (python === undefined) {
      console.log('\n  skipped: no python3 here has scikit-learn')
      assert.ok(!process.env.REGBENCH_REQUIRED?.includes('sklearn'), 'required here')
      return
    }
    const { stdout } = spawnSync(python, [script], { encoding: 'utf8' })
    const now = JSON.parse(stdout) as Record<string, Case>
    assert.equal(Object.keys(now), Object.keys(cases))
    for (const [title, { record, expected }] of Object.entries(now)) {
      assert.equal(record, cases[title].record, title)
      for (const name of metricsOf(record.task)) {
        near(expected[name], cases[title].expected[name], `${title}: ${name}`, TIGHT)
      }
    }
  })
})
