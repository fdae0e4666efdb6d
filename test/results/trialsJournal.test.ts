import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { OpenMode } from '../../src/results/appendFile.ts'
import { csvHeader, csvRow } from '../../src/results/csv.ts'
import type { Identity, SavedExperiment } from '../../src/results/identity.ts'
import { type TrialResult, trialColumns } from '../../src/results/trial.ts'
import { trialKey } from '../../src/results/trialId.ts'
import { openTrials } from '../../src/results/trialsJournal.ts'
import { RegbenchError } from '../../src/util/errors.ts'
import { assert, suite } from '../harness.ts'
import { divergedTrial, trial } from '../report/sample.ts'

const IDENTITY = { data: 'abc', methods: ['none'], seed: 0 }

const saved = (identity: Identity): SavedExperiment => ({
  identity,
  report: {
    methods: ['none'],
    datasets: [],
    settings: 'as ever',
    seed: 0,
    analysis: { baseline: 'none', confidence: 0.95 },
  },
})

const results: TrialResult[] = [0, 1, 2, 3].map((fold) => ({ ...(fold === 2 ? divergedTrial : trial), fold }))
const order = results.map(trialKey)
const HEADER = `${csvHeader(trialColumns)}\n`
const line = (result: TrialResult): string => `${csvRow(trialColumns, result)}\n`
const whole = HEADER + results.map(line).join('')

/** Runs `body` with the path of a file that does not exist, in a folder of its own. */
async function inFolder(body: (path: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'regbench-journal-'))
  try {
    await body(join(folder, 't.csv'))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const open = (path: string, mode: OpenMode, identity: Identity = IDENTITY) =>
  openTrials(path, mode, saved(identity))

const read = (path: string): string => readFileSync(path, 'utf8')

async function refusal(action: () => Promise<unknown>): Promise<RegbenchError> {
  try {
    await action()
  } catch (error) {
    assert.instance(error, RegbenchError)
    return error as RegbenchError
  }
  throw new Error('nothing was thrown')
}

/** A finished file of the first `count` results, with its sidecar. */
async function written(path: string, count: number): Promise<void> {
  const journal = await open(path, 'new')
  for (const result of results.slice(0, count)) journal.append(result, [result])
  await journal.finish(order)
}

suite('trials file: new', (test) => {
  test('has its header at once, each row as it is appended, and says what experiment it is', () =>
    inFolder(async (path) => {
      const journal = await open(path, 'new')
      assert.is(read(path), HEADER)
      assert.equal(JSON.parse(read(`${path}.experiment.json`)), saved(IDENTITY))
      results.forEach((result, i) => {
        journal.append(result, [result])
        assert.is(
          read(path),
          HEADER +
            results
              .slice(0, i + 1)
              .map(line)
              .join(''),
        )
      })
      await journal.finish(order)
      assert.is(read(path), whole)
      assert.equal([journal.done, journal.notes], [[], []])
    }))

  test('ends in the order of the grid, whatever order trials ended in', () =>
    inFolder(async (path) => {
      const journal = await open(path, 'new')
      for (const i of [2, 0, 3, 1]) journal.append(results[i], [results[i]])
      await journal.finish(order)
      assert.is(read(path), whole)
    }))

  test('leaves a file that exists alone, and says what to do', () =>
    inFolder(async (path) => {
      writeFileSync(path, 'mine')
      const error = await refusal(() => open(path, 'new'))
      assert.is(error.message, `${path} exists: --resume continues it, --force starts it anew`)
      assert.is(error.exitCode, 2)
      assert.is(read(path), 'mine')
      assert.not(existsSync(`${path}.experiment.json`))
    }))

  test('cannot be where nothing can be written', () =>
    inFolder(async (path) => {
      const error = await refusal(() => open(join(path, 'x.csv'), 'new'))
      assert.match(error.message, `cannot write ${join(path, 'x.csv')}`)
      assert.is(error.exitCode, 1)
    }))

  test('is a regular file, which a folder is not', () =>
    inFolder(async (path) => {
      const error = await refusal(() => open(join(path, '..'), 'force'))
      assert.match(error.message, 'it is not a regular file')
      assert.is(error.exitCode, 1)
    }))
})

suite('trials file: force', (test) => {
  test('starts anew, whatever the file was', () =>
    inFolder(async (path) => {
      writeFileSync(path, 'mine')
      const journal = await open(path, 'force')
      assert.is(read(path), HEADER)
      assert.equal(journal.done, [])
      await journal.finish(order)
    }))

  test('on no file is a new one', () =>
    inFolder(async (path) => {
      await (await open(path, 'force')).finish(order)
      assert.is(read(path), HEADER)
    }))
})

suite('trials file: resume', (test) => {
  test('on no file is a new one', () =>
    inFolder(async (path) => {
      const journal = await open(path, 'resume')
      assert.equal([journal.done, journal.notes], [[], []])
      assert.is(read(path), HEADER)
      await journal.finish(order)
    }))

  test('gives back what is finished and goes on behind it', () =>
    inFolder(async (path) => {
      await written(path, 2)
      const journal = await open(path, 'resume')
      assert.equal(journal.done, results.slice(0, 2))
      assert.equal(journal.notes, [])
      for (const result of results.slice(2)) journal.append(result, [result])
      await journal.finish(order)
      assert.is(read(path), whole)
    }))

  test('a complete file stays as it is, to the byte', () =>
    inFolder(async (path) => {
      await written(path, 4)
      const journal = await open(path, 'resume')
      assert.equal(journal.done, results)
      await journal.finish(order)
      assert.is(read(path), whole)
    }))

  test('cut anywhere, keeps the whole lines, and can be completed', () =>
    inFolder(async (path) => {
      await written(path, 4)
      const starts = [0, HEADER.length]
      for (const result of results) starts.push(starts[starts.length - 1] + line(result).length)
      for (let cut = 0; cut <= whole.length; cut += cut % 5 === 0 ? 1 : 7) {
        writeFileSync(path, whole.slice(0, cut))
        const journal = await open(path, 'resume')
        const lines = starts.filter((start) => start <= cut).length - 1
        assert.is(journal.done.length, Math.max(0, lines - 1), `cut after ${cut} bytes`)
        assert.is(journal.notes.length, starts.includes(cut) ? 0 : 1, `cut after ${cut} bytes`)
        for (const result of results.slice(journal.done.length)) journal.append(result, [result])
        await journal.finish(order)
        assert.is(read(path), whole, `cut after ${cut} bytes`)
      }
    }))

  test('says which line was torn', () =>
    inFolder(async (path) => {
      await written(path, 1)
      writeFileSync(path, `${read(path)}digits,no`)
      const journal = await open(path, 'resume')
      assert.equal(journal.notes, [`${path}: the last line was torn and has been removed: "digits,no"`])
      await journal.finish(order)
      assert.is(read(path), HEADER + line(results[0]))
    }))

  test('trials that failed run again: their rows are gone before the run goes on', () =>
    inFolder(async (path) => {
      await written(path, 2)
      const failed: TrialResult = { ...results[1], status: 'failed', fingerprint: '' }
      writeFileSync(path, HEADER + line(results[0]) + line(failed))
      const journal = await open(path, 'resume')
      assert.equal(journal.done, results.slice(0, 1))
      assert.equal(journal.notes, [`${path}: 1 trial that failed will run again`])
      assert.is(read(path), HEADER + line(results[0]))
      for (const result of results.slice(1)) journal.append(result, [result])
      await journal.finish(order)
      assert.is(read(path), whole)
    }))

  test('a trial that two runs have recorded counts once, if it had one result', () =>
    inFolder(async (path) => {
      await written(path, 2)
      writeFileSync(path, HEADER + results.slice(0, 2).map(line).join('') + line(results[1]))
      const journal = await open(path, 'resume')
      assert.equal(journal.done, results.slice(0, 2))
      assert.equal(journal.notes, [
        `${path}: 1 trial stood in it twice, with equal results; one row of each is kept`,
      ])
      await journal.finish(order)
      assert.is(read(path), HEADER + results.slice(0, 2).map(line).join(''))
      writeFileSync(path, HEADER + line(results[1]) + line({ ...results[1], fingerprint: '0' }))
      const error = await refusal(() => open(path, 'resume'))
      assert.match(error.message, /repeat 1 fold 1 has two results; --force starts anew$/)
    }))

  test('refuses the file of another experiment, and says what differs', () =>
    inFolder(async (path) => {
      await written(path, 2)
      const before = read(path)
      const error = await refusal(() => open(path, 'resume', { ...IDENTITY, data: 'xyz', folds: 5 }))
      assert.is(
        error.message,
        `--resume: ${path} belongs to another experiment (different data, folds); --force starts anew`,
      )
      assert.is(error.exitCode, 2)
      assert.is(read(path), before)
    }))

  test('identities are compared as JSON has them', () =>
    inFolder(async (path) => {
      await written(path, 1)
      await (await open(path, 'resume', { ...IDENTITY, left: undefined })).finish(order)
    }))

  test('refuses a file without its sidecar, or with one that is no JSON', () =>
    inFolder(async (path) => {
      await written(path, 2)
      const sidecar = `${path}.experiment.json`
      writeFileSync(sidecar, '{"data":')
      const broken = await refusal(() => open(path, 'resume'))
      assert.is(broken.message, `--resume: ${sidecar} is not readable as JSON; --force starts anew`)
      rmSync(sidecar)
      const missing = await refusal(() => open(path, 'resume'))
      assert.is(
        missing.message,
        `--resume: ${sidecar} is missing, so ${path} cannot be matched; --force starts anew`,
      )
    }))

  test('refuses a file that is wrong inside, with its line', () =>
    inFolder(async (path) => {
      await written(path, 2)
      const damaged = `${HEADER}nonsense\n${line(results[0])}`
      writeFileSync(path, damaged)
      const error = await refusal(() => open(path, 'resume'))
      assert.match(error.message, `${path}:2: expected ${HEADER.split(',').length} fields, got 1`)
      assert.is(error.exitCode, 3)
      assert.is(read(path), damaged)
    }))
})
