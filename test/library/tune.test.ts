import { tune } from '../../src/library/tune.ts'
import { assertDone, regbench, TINY } from '../cli/run.ts'
import { refused } from '../data/helpers.ts'
import { assert, suite } from '../harness.ts'

const tiny = { epochs: 2, hidden: [8], folds: 3 } as const

suite('library/tune', (test) => {
  test('finds what the command line finds', async () => {
    const list = ['l2=0,1e-3,1e-1']
    const seen: [number, number][] = []
    const found = await tune('iris', {
      ...tiny,
      method: 'l2',
      list,
      onProgress: (done, total) => seen.push([done, total]),
    })
    const args = ['tune', 'iris', ...TINY, '--method', 'l2', '--list', list[0], '--format', 'json']
    const result = await regbench(args)
    assertDone(result)
    const json = JSON.parse(result.stdout)
    assert.is(found.best, json.best)
    assert.is(found.oneSe, json.one_se)
    assert.equal(
      found.candidates.map(({ lossMean }) => lossMean),
      json.candidates.map(({ loss_mean }: { loss_mean: number }) => loss_mean),
    )
    assert.equal(
      [seen[0], seen.at(-1)],
      [
        [0, 9],
        [9, 9],
      ],
    )
  })

  test('has the defaults of the command line', async () => {
    const found = await tune('iris', { method: 'l2', list: ['l2=0,1'], epochs: 1, hidden: [] })
    assert.is(found.evaluation, '5 folds x 1 repeat')
    assert.is(found.criterion, 'loss')
  })

  test('sets rows aside for early stopping', async () => {
    const found = await tune('iris', { ...tiny, method: 'early-stopping:5+l2', list: ['l2=0,1'] })
    assert.match(found.evaluation, '15 % of the training rows for validation')
  })

  test('refuses what contradicts itself, and stops when it is told to', async () => {
    await refused(
      () => tune('iris', { search: 'random', method: 'l2' }),
      2,
      'search random draws candidates without end; say how many with budget N',
    )
    await refused(
      () => tune('iris', { budgets: 3 } as object),
      2,
      'tune: there is no option "budgets"; did you mean budget?',
    )
    const stopped = tune('iris', { ...tiny, signal: AbortSignal.abort(new Error('enough')) })
    assert.is(await stopped.catch((error: Error) => error.message), 'enough')
  })
})
