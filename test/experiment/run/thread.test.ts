/** Threads run the built program: `npm run build` first, which `npm test` does. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { runTrials } from '../../../src/experiment/run/runner.ts'
import { startAhead } from '../../../src/experiment/run/thread.ts'
import { reserveTrials } from '../../../src/experiment/run/trial.ts'
import type { TrialResult } from '../../../src/results/trial.ts'
import { assert, suite } from '../../harness.ts'
import { experimentOf, iris, irisSplits, runHere, timeless, trialsOf } from '../runs.ts'

const experiment = experimentOf(['none', 'inverted-dropout:keep=0.8'])
const trials = trialsOf(iris, experiment, irisSplits(experiment).slice(0, 2))

suite('threads started ahead', (test) => {
  test('run trials as others do, beside others', async () => {
    startAhead(1)
    const workspace = await reserveTrials(iris, experiment, 2)
    const results: TrialResult[] = []
    const setup = { workspace, experiment, trials, curves: false }
    await runTrials(setup, (result) => results.push(result), new AbortController().signal)
    const key = ({ fold, method }: TrialResult) => `${fold} ${method}`
    const ordered = results.sort((a, b) => (key(a) < key(b) ? -1 : 1)).map(timeless)
    const here = (await runHere(iris, experiment, trials)).sort((a, b) => (key(a) < key(b) ? -1 : 1))
    assert.equal(ordered, here.map(timeless))
  })

  test('run the next setup as if it were their first', async () => {
    const other = experimentOf(['l2:0.1'], { seed: 5 })
    const runs = [
      { experiment, trials },
      { experiment: other, trials: trialsOf(iris, other, irisSplits(other).slice(0, 1)) },
      { experiment, trials },
    ]
    const found: unknown[][] = []
    for (const { experiment, trials } of runs) {
      const workspace = await reserveTrials(iris, experiment, 1)
      const results: unknown[] = []
      const setup = { workspace, experiment, trials, curves: false }
      await runTrials(setup, (result) => results.push(timeless(result)), new AbortController().signal)
      found.push(results)
    }
    assert.equal(found[2], found[0])
    const here = await runHere(iris, other, runs[1].trials)
    assert.equal(found[1], here.map(timeless))
  })

  test('do not keep a process alive that does not need them', async () => {
    const thread = fileURLToPath(new URL('../../../dist/experiment/run/thread.js', import.meta.url))
    const script = `import { startAhead } from ${JSON.stringify(thread)}; startAhead(3)`
    const { stderr } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '--eval', script],
      { timeout: 20_000 },
    )
    assert.is(stderr, '')
  })
})
