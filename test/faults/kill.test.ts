/**
 * Kills a run at random moments and resumes it: what it leaves must be what the run that nobody killed left, to the byte, wall
 * seconds aside. `npm run test:faults` does it 100 times; the ordinary suite has a share of it.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { assertDone, finished, folder, regbench, start } from '../cli/run.ts'
import { withoutSeconds } from '../cli/table.ts'
import { assert, suite } from '../harness.ts'
import { randomFrom } from './random.ts'

const KILLS = Number(process.env.REGBENCH_KILLS ?? 4)
const SEED = Number(process.env.REGBENCH_SEED ?? 1)

/** Twelve trials of three kinds, one tuned inside its training part, with every file that grows. */
const ARGS = [
  ...['compare', 'iris', '--epochs', '40', '--hidden', '16', '--folds', '2', '--repeats', '2', '--jobs', '2'],
  ...['--method', 'none', '--method', 'inverted-dropout:keep=0.8', '--method', 'l2', '--tune', '3'],
  ...['--export-trials', 't.csv', '--curves', 'c.csv', '--format', 'csv'],
]

const FILES = ['t.csv', 't.csv.chosen.csv', 'c.csv', 't.csv.experiment.json', 't.csv.rows']

/** All that a run leaves, summary included, without what no second run repeats. */
function remains(cwd: string, stdout: string) {
  const files = FILES.map((name) => withoutSeconds(readFileSync(join(cwd, name), 'utf8')))
  return [withoutSeconds(stdout), ...files]
}

/** Milliseconds from the start of the process, or from when its trials file is there: most of a short run is starting. */
interface Moment {
  readonly delay: number
  readonly fromFile: boolean
}

/** Resolves when the trials file is there, or the run has ended. */
async function fileIn(cwd: string, end: Promise<unknown>): Promise<void> {
  let ended = false
  const done = () => {
    ended = true
  }
  end.then(done, done)
  while (!ended && !existsSync(join(cwd, 't.csv'))) await sleep(2)
}

const rowsIn = (path: string): number =>
  existsSync(path) ? readFileSync(path, 'utf8').split('\n').length - 2 : -1

suite(`faults: ${KILLS} kills, seed ${SEED}`, (test) => {
  test('a run killed at any moment and resumed leaves what an uninterrupted one does', async () => {
    const reference = folder()
    const began = performance.now()
    const running = regbench(ARGS, { cwd: reference })
    await fileIn(reference, running)
    const opened = performance.now()
    const whole = await running
    const duration = { all: performance.now() - began, trials: performance.now() - opened }
    assertDone(whole)
    const expected = remains(reference, whole.stdout)
    const random = randomFrom(SEED)
    const met = { kills: 0, beforeTheFile: 0, betweenTrials: 0, complete: 0, torn: 0, temporary: 0 }

    /** A run killed after `delay`, resumed and perhaps killed again, and at last left alone. */
    const one = async (moments: readonly Moment[], tear: number) => {
      const cwd = folder()
      for (const { delay, fromFile } of moments) {
        const child = start([...ARGS, '--resume'], { cwd })
        const end = finished(child)
        if (fromFile) await fileIn(cwd, end)
        await Promise.race([sleep(delay), end])
        child.kill('SIGKILL')
        const { signal } = await end
        if (signal === 'SIGKILL') met.kills++
        const rows = rowsIn(join(cwd, 't.csv'))
        if (rows < 0) met.beforeTheFile++
        else if (rows < 12) met.betweenTrials++
        else met.complete++
        if (rows > 0 && tear > 0) {
          // What a power cut may leave of the last line.
          const text = readFileSync(join(cwd, 't.csv'), 'utf8')
          const line = text.length - text.lastIndexOf('\n', text.length - 2) - 1
          writeFileSync(join(cwd, 't.csv'), text.slice(0, text.length - Math.ceil(tear * line)))
          met.torn++
        }
      }
      const resumed = await regbench([...ARGS, '--resume'], { cwd })
      assertDone(resumed)
      assert.equal(remains(cwd, resumed.stdout), expected, `killed at ${JSON.stringify(moments)}`)
      met.temporary += readdirSync(cwd).filter((name) => !FILES.includes(name)).length
    }

    // Drawn beforehand, so that a seed means the same moments whichever of two runs is ahead.
    const moment = (): Moment => {
      const fromFile = random() < 0.75
      return { fromFile, delay: random() * (fromFile ? duration.trials : duration.all) }
    }
    const plans = Array.from({ length: KILLS }, () => ({
      moments: random() < 0.2 ? [moment(), moment()] : [moment()],
      tear: random() < 0.3 ? random() : 0,
    })).values()
    const lane = async () => {
      for (const { moments, tear } of plans) await one(moments, tear)
    }
    await Promise.all([lane(), lane()])
    console.log(`\n  ${JSON.stringify({ seed: SEED, runs: KILLS, ...met })}`)
    assert.ok(met.kills > KILLS / 2, 'most of the runs were alive when they were killed')
  })
})
