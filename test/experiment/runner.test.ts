/** Worker threads run the built program: `npm run build` first, which `npm test` does. */

import type { Trial } from '../../src/experiment/grid.ts'
import type { TrialResult } from '../../src/experiment/result.ts'
import { runTrials } from '../../src/experiment/runner.ts'
import { createWorkspace } from '../../src/experiment/workspace.ts'
import { RegbenchError } from '../../src/util/errors.ts'
import { assert, suite } from '../harness.ts'
import { experimentOf, iris, irisSplits, runHere, timeless, trialsOf } from './runs.ts'

const experiment = experimentOf(['none', 'inverted-dropout:keep=0.8', 'max-norm:1'])
const trials = trialsOf(iris, experiment, irisSplits(experiment).slice(0, 3))
const never = new AbortController().signal

/** What the runner is given, on so many workers. */
async function setupOf(workers: number, only: readonly Trial[] = trials) {
  return {
    workspace: await createWorkspace(iris, experiment, workers),
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

  test('a trial that throws fails the run in one sentence', async () => {
    const setup = await setupOf(1)
    // A network that was not planned for: its regions do not fit.
    const wrong = { ...experiment, training: { ...experiment.training, batchSize: 100_000 } }
    const error = await failureOf(runTrials({ ...setup, experiment: wrong }, () => {}, never))
    assert.instance(error, RegbenchError)
    assert.match(error.message, /^a trial failed: /)
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
