/** Worker threads run the built program: `npm run build` first, which `npm test` does. */

import type { Trial } from '../../../src/experiment/run/grid.ts'
import { runTrials } from '../../../src/experiment/run/runner.ts'
import { reserveTrials } from '../../../src/experiment/run/trial.ts'
import type { TrialResult } from '../../../src/results/trial.ts'
import { RegbenchError } from '../../../src/util/errors.ts'
import { assert, suite } from '../../harness.ts'
import { experimentOf, iris, irisSplits, runHere, timeless, trialsOf } from '../runs.ts'

const experiment = experimentOf(['none', 'inverted-dropout:keep=0.8', 'max-norm:1'])
const trials = trialsOf(iris, experiment, irisSplits(experiment).slice(0, 3))
const never = new AbortController().signal

/** What the runner is given, on so many workers. */
async function setupOf(workers: number, only: readonly Trial[] = trials) {
  return {
    workspace: await reserveTrials(iris, experiment, workers),
    experiment,
    trials: only,
    curves: false,
  }
}

async function runOn(workers: number, only?: readonly Trial[]): Promise<TrialResult[]> {
  const results: TrialResult[] = []
  await runTrials(await setupOf(workers, only), (result) => results.push(result), never)
  return results
}

const inOrder = (results: readonly TrialResult[]) =>
  results.map(timeless).sort((a, b) => {
    const key = ({ repeat, fold, method }: typeof a) => `${repeat}/${fold}/${method}`
    return key(a) < key(b) ? -1 : 1
  })

suite('runner', (test) => {
  test('one worker, two workers and none give the same rows', async () => {
    const here = inOrder(await runHere(iris, experiment, trials))
    assert.equal(inOrder(await runOn(1)), here)
    assert.equal(inOrder(await runOn(2)), here)
  })

  test('more workers than trials run each trial once', async () => {
    const results = await runOn(4, trials.slice(0, 2))
    assert.equal(results.map(({ method }) => method).sort(), ['inverted-dropout:keep=0.8', 'none'])
  })

  test('ends with the reason when it is aborted, before or on the way', async () => {
    const controller = new AbortController()
    let finished = 0
    const stop = () => {
      if (++finished === 2) controller.abort(new RegbenchError(130, 'interrupted'))
    }
    const setup = await setupOf(1)
    const error = await failureOf(runTrials(setup, stop, controller.signal))
    assert.is(error.message, 'interrupted')
    assert.ok(finished < trials.length)
    const again = await failureOf(runTrials(setup, () => assert.unreachable(), controller.signal))
    assert.is(again.message, 'interrupted')
  })

  test('passes on what goes wrong while a result is recorded', async () => {
    const full = () => {
      throw new RegbenchError(1, 'no space is left on the device')
    }
    const error = await failureOf(runTrials(await setupOf(2), full, never))
    assert.is(error.message, 'no space is left on the device')
  })

  test('a trial that throws is failed, and says why', async () => {
    const setup = await setupOf(1, trials.slice(0, 2))
    // A network that was not planned for: its regions do not fit.
    const wrong = { ...experiment, training: { ...experiment.training, batchSize: 100_000 } }
    const results: TrialResult[] = []
    await runTrials({ ...setup, experiment: wrong }, (result) => results.push(result), never)
    assert.equal(
      results.map(({ status, testScore }) => [status, testScore]),
      [
        ['failed', null],
        ['failed', null],
      ],
    )
    assert.match(results[0].failure!, /offset|length|range|bounds/i)
  })
})

/** What goes wrong at the trial of this index, and how often before it goes right. */
type Faults = Readonly<Record<number, { how: 'exit' | 'throw' | 'stall'; times: number }>>

const UNRELIABLE = new URL('../../faults/unreliable.js', import.meta.url)

async function runWith(faults: Faults, more: { trialTimeout?: number; startFault?: boolean } = {}) {
  const results: TrialResult[] = []
  const seen = new Int32Array(new SharedArrayBuffer(4 * trials.length))
  const setup = { ...(await setupOf(2)), faults, seen, ...more }
  await runTrials(setup, (result) => results.push(result), never, UNRELIABLE)
  return results
}

const specAt = (index: number) => trials[index].method.spec
const foldAt = (index: number) => trials[index].split.fold

suite('runner: faults', (test) => {
  for (const how of ['exit', 'throw'] as const) {
    test(`a worker that meets its end (${how}) is replaced, and its trial run again`, async () => {
      const results = await runWith({ 1: { how, times: 1 }, 5: { how, times: 1 } })
      assert.equal(inOrder(results), inOrder(await runHere(iris, experiment, trials)))
    })
  }

  test('a trial that ends two workers is failed; the others are as ever', async () => {
    const results = await runWith({ 4: { how: 'exit', times: 2 } })
    const [failed] = results.filter(({ status }) => status === 'failed')
    assert.equal([failed.method, failed.fold, failed.repeat], [specAt(4), foldAt(4), 0])
    assert.is(failed.failure, 'its worker ended with code 9')
    assert.is(failed.trainRows, trials[4].split.train.length)
    assert.is(failed.fingerprint, '')
    const others = trials.filter((_, index) => index !== 4)
    assert.equal(
      inOrder(results.filter((result) => result !== failed)),
      inOrder(await runHere(iris, experiment, others)),
    )
  })

  test('a stalled worker is ended when its time is up, and its trial not run again', async () => {
    const results = await runWith({ 2: { how: 'stall', times: 1 } }, { trialTimeout: 3 })
    const failed = results.filter(({ status }) => status === 'failed')
    assert.is(results.length, trials.length)
    assert.equal(
      failed.map(({ method, failure }) => [method, failure]),
      [[specAt(2), 'it took longer than 3 s']],
    )
    assert.ok(failed[0].trainSeconds >= 3)
  })

  test('workers that do not start end the run', async () => {
    const error = await failureOf(runWith({}, { startFault: true }))
    assert.instance(error, RegbenchError)
    assert.is(error.message, 'a worker cannot start: its worker ended with code 7')
  })
})

async function failureOf(run: Promise<unknown>): Promise<Error> {
  try {
    await run
  } catch (error) {
    return error as Error
  }
  throw new Error('nothing was thrown')
}
