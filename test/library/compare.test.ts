import { compare, learningCurve } from '../../src/library/compare.ts'
import { tune } from '../../src/library/tune.ts'
import { assertDone, regbench } from '../cli/run.ts'
import { refused } from '../data/helpers.ts'
import { assert, suite } from '../harness.ts'

const tiny = { epochs: 2, hidden: [8], folds: 3, repeats: 1, jobs: 1 } as const
const words = ['--epochs', '2', '--hidden', '8', '--folds', '3', '--repeats', '1']

suite('library/compare: numbers of training rows', (test) => {
  test('holds what --train-rows prints, the fewest rows first', async () => {
    const methods = ['none', 'l2:1e-2']
    const curve = await learningCurve('iris', { ...tiny, methods, trainRows: [60, 20] })
    assert.is(curve.dataset, 'iris')
    assert.equal(
      curve.sizes.map(({ rows }) => rows),
      [20, 60],
    )
    const specs = methods.flatMap((spec) => ['--method', spec])
    const args = [
      'compare',
      'iris',
      ...words,
      ...specs,
      '--train-rows',
      '20,60',
      '--format',
      'json',
      '--quiet',
    ]
    const result = await regbench(args)
    assertDone(result)
    const { datasets } = JSON.parse(result.stdout)
    assert.equal(
      curve.sizes.map(({ comparison }) => comparison.trials.map(({ fingerprint }) => fingerprint)),
      datasets.map(({ trials }: { trials: { fingerprint: string }[] }) =>
        trials.map(({ fingerprint }) => fingerprint),
      ),
    )
  })

  test('one number of rows is an option of compare and tune: the same trials', async () => {
    const methods = ['none']
    const one = await compare('iris', { ...tiny, methods, trainRows: 20 })
    assert.equal(one.trainRows, { of: 'iris', rows: 20 })
    const {
      sizes: [{ comparison }],
    } = await learningCurve('iris', { ...tiny, methods, trainRows: [20] })
    assert.equal(
      one.trials.map(({ fingerprint, trainRows }) => [fingerprint, trainRows]),
      comparison.trials.map(({ fingerprint }) => [fingerprint, 20]),
    )
    const found = await tune('iris', { ...tiny, method: 'l2', list: ['l2=0,1'], trainRows: 20 })
    assert.is(found.trainRows, 20)
  })

  test('refuses sizes that are none, or more than there are', async () => {
    const curve = (trainRows: number[]) => learningCurve('iris', { ...tiny, methods: ['none'], trainRows })
    await refused(
      () => curve([1]),
      2,
      'learningCurve: trainRows must be whole numbers of at least 2 with commas between, e.g. 100,500,1000, got [1]',
    )
    await refused(
      () => curve([20, 101]),
      2,
      'trainRows 101: a split of iris has 100 rows to train on; give sizes up to that',
    )
    await refused(
      () => compare('iris', { trainRows: [20, 60] as never }),
      2,
      'compare: trainRows must be a whole number at least 2, got [20,60]',
    )
  })
})
