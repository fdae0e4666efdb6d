/** What travels between those who ask and those who work, each side doubting the other. */
import type { Dataset } from '../../src/data/dataset.ts'
import { checkUrl, shownUrl } from '../../src/experiment/queue/link.ts'
import { decodeOrder, encodeOrder, type Order } from '../../src/experiment/queue/order.ts'
import { packDataset, unpackDataset } from '../../src/experiment/queue/parcel.ts'
import { decodeReport, encodeReport } from '../../src/experiment/queue/report.ts'
import { keyOf } from '../../src/experiment/run/grid.ts'
import { tunable } from '../../src/experiment/tunable.ts'
import { cocktail } from '../../src/experiment/tuning/cocktail.ts'
import { recipe } from '../../src/experiment/tuning/recipe.ts'
import { parseTemplate } from '../../src/regularizers/template.ts'
import { yardstickNames } from '../../src/results/yardsticks.ts'
import { load } from '../data/helpers.ts'
import { experimentOf, iris, irisSplits, runHere, trialsOf } from '../experiment/runs.ts'
import { fuzz, mutated, NASTY } from '../fuzz/fuzz.ts'
import { assert, suite } from '../harness.ts'

const plain = experimentOf(['none', 'max-norm:3', 'vanilla-dropout:keep=0.5,input-keep=0.8+l2:1e-4/1e-3/0'])
const order: Order = {
  dataset: 'iris',
  hash: iris.hash,
  experiment: {
    ...plain,
    methods: [
      ...plain.methods,
      tunable('l2', parseTemplate('l2'), [[{ 'l2.strength': '0.1' }, { 'l2.strength': '0.01' }]]),
      tunable('l1', parseTemplate('l1'), [[{ 'l1.strength': '0.1' }, { 'l1.strength': '0.01' }]], 1),
      recipe(),
      await cocktail(2, 0),
    ],
    evaluation: { folds: 3, repeats: 2, testFraction: 0.25, validationFraction: 0.1 },
    yardsticks: yardstickNames,
    average: { kind: 'mc', samples: 7 },
    nested: { innerFolds: 3, criterion: 'loss' },
  },
  curves: true,
  trialTimeout: 12.5,
}

const unpacked = (dataset: Dataset, size: number) =>
  unpackDataset(Buffer.concat([...packDataset(dataset, size)]), dataset.hash, dataset.name)

/** A classification with folds of its own, a regression, and what no text file should do to JSON. */
const datasets = [
  iris,
  await load('a,b,y\n1,x,0.5\n2,y,1.5\n,x,2\n4,z,9\n', { missing: 'impute' }),
  await load('f,__proto__,y\n0,1,u\n1,2,v\n0,3,u\n1,4,v\n', { foldColumn: 'f' }),
  await load('g,w,v,a,y\n0,1,no,1,u\n1,2,yes,2,v\n0,3,no,3,u\n1,4,no,4,v\n', {
    group: 'g',
    weight: 'w',
    validationColumn: 'v',
  }),
  await load('t,a,y\n0,1,0.5\n2024,2,1\n7,3,2\n', { time: 't' }),
]

suite('queue: orders', (test) => {
  test('arrive as they were sent', () => {
    assert.equal(decodeOrder(encodeOrder(order)), order)
    const { average, nested, yardsticks, ...rest } = order.experiment
    const least = { ...order, experiment: { ...rest, methods: plain.methods } }
    assert.equal(decodeOrder(encodeOrder(least)), least)
  })

  test('of anything else are refused, and nothing is run', () =>
    fuzz(
      'orders',
      mutated([encodeOrder(order)], ['"', '1e99', '-1', 'null', '[]', '{}', ...NASTY]),
      (bytes) => {
        const text = bytes.toString('utf8')
        assert.is(encodeOrder(decodeOrder(text)), text)
      },
    ))
})

suite('queue: data', (test) => {
  test('arrive as they were sent, in pieces of any size', () => {
    for (const dataset of datasets) {
      const { notes, ...rest } = dataset
      for (const size of [7, 1000, 2 ** 24]) {
        const { notes: none, ...arrived } = unpacked(dataset, size)
        assert.equal(none, [])
        assert.equal(Object.keys(arrived).sort(), Object.keys(rest).sort())
        for (const [key, value] of Object.entries(arrived)) {
          const sent = rest[key as keyof typeof rest]
          // Missing values are NaN, which only equals itself as a text.
          const shown = (x: unknown) => (ArrayBuffer.isView(x) ? [...(x as Float32Array)].map(String) : x)
          assert.equal(shown(value), shown(sent), key)
        }
      }
    }
  })

  test('that are not those of the hash are refused', () => {
    const bytes = Buffer.concat([...packDataset(iris, 2 ** 24)])
    return fuzz('data', mutated([bytes]), (damaged) => {
      unpackDataset(damaged, iris.hash, 'iris')
      // What has the hash is what was sent, but for the writing of its first line.
      assert.ok(damaged.subarray(-1000).equals(bytes.subarray(-1000)))
    })
  })
})

suite('queue: reports', (test) => {
  const experiment = experimentOf(['none', 'l2:0.1'])
  const trials = trialsOf(iris, experiment, irisSplits(experiment).slice(0, 1))

  test('arrive as they were sent, for the trial they are of', async () => {
    const [result, other] = await runHere(iris, experiment, trials)
    const point = {
      ...{ dataset: 'iris', method: 'none', repeat: result.repeat, fold: result.fold, epoch: 1 },
      ...{ trainLossNoisy: 1, trainLoss: 1, validationLoss: null, penalty: 0, trainScore: 1 },
      ...{ validationScore: null, weightNorm: null, weightSparsity: 0 },
    }
    const json = encodeReport({ result, curve: [point] })
    assert.equal(decodeReport(json, trials[0], 'accuracy'), { result, curve: [point] })
    assert.throws(() => decodeReport(json, trials[1], 'accuracy'), 'report is of another trial')
    assert.throws(() => decodeReport(json, trials[0], 'rmse'), 'report is of another trial')
    const mixed = encodeReport({ result: other, curve: [point] })
    assert.throws(() => decodeReport(mixed, trials[1], 'accuracy'), 'report has a curve of another trial')
    await fuzz('reports', mutated([json], ['"', '1e99', '-1', 'null', ...NASTY]), (bytes) => {
      const { result: found } = decodeReport(bytes.toString('utf8'), trials[0], 'accuracy')
      assert.is(keyOf(trials[0]), keyOf({ ...trials[0], dataset: found.dataset }))
      for (const value of Object.values(found))
        assert.ok(!Number.isNaN(value as number) || typeof value === 'string')
    })
  })
})

suite('queue: addresses', (test) => {
  test('are shown without what they hold of a password', () => {
    assert.is(shownUrl('rediss://user:secret@host:6380/2'), 'rediss://host:6380/2')
    assert.is(shownUrl('redis://host'), 'redis://host')
  })

  test('that are none are refused without being repeated', () => {
    assert.throws(
      () => checkUrl('://:secret@'),
      (error: Error) => !error.message.includes('secret'),
    )
  })
})
