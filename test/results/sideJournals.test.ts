import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { choiceRows, choiceTable, withChoice } from '../../src/results/choice.ts'
import { readCsv } from '../../src/results/readCsv.ts'
import { openChoices } from '../../src/results/sideJournals.ts'
import type { TrialResult } from '../../src/results/trial.ts'
import { trialKey } from '../../src/results/trialId.ts'
import { folder } from '../cli/run.ts'
import { assert, suite } from '../harness.ts'
import { tunedTrial } from '../report/sample.ts'

suite('file of choices', (test) => {
  const first = tunedTrial('l2', 0, 'l2:1e-3')
  const second = tunedTrial('l2', 1, 'l2:0.1')
  const bare = ({ choice: _, ...rest }: TrialResult): TrialResult => rest
  const open = (path: string, mode: 'new' | 'resume' | 'force', done: TrialResult[]) =>
    openChoices(path, mode, done, new Set(['l2']))

  test('gives an earlier trial its choice back', async () => {
    const path = join(folder(), 'chosen.csv')
    const file = await open(path, 'new', [])
    file.append(first, choiceRows(first))
    const again = await open(path, 'resume', [bare(first)])
    assert.equal(withChoice(bare(first), again.rowsOf(first)[0]), first)
  })

  test('drops the choice of a trial that was not recorded, and a torn line', async () => {
    const path = join(folder(), 'chosen.csv')
    const file = await open(path, 'new', [])
    for (const result of [first, second]) file.append(result, choiceRows(result))
    const before = readFileSync(path, 'utf8')
    const cwd = folder({ 'chosen.csv': before.slice(0, -5) })
    const again = await open(join(cwd, 'chosen.csv'), 'resume', [bare(first)])
    assert.is(again.notes.length, 1, 'the torn line is told of')
    assert.is(readFileSync(join(cwd, 'chosen.csv'), 'utf8').split('\n').length, 3)
    again.append(second, choiceRows(second))
    await again.finish([second, first].map(trialKey))
    const rows = readCsv(choiceTable, readFileSync(join(cwd, 'chosen.csv'), 'utf8'), 'chosen.csv').rows
    assert.equal(
      rows.map(({ fold }) => fold),
      [1, 0],
    )
  })

  test('that lacks the choice of a finished trial is refused; fixed and diverged trials have none', async () => {
    const path = join(folder(), 'chosen.csv')
    await open(path, 'new', [])
    const fixed = { ...bare(first), method: 'none' }
    const diverged = { ...bare(second), status: 'diverged' as const }
    await open(path, 'resume', [fixed, diverged])
    let message = ''
    try {
      await open(path, 'resume', [bare(first)])
    } catch (error) {
      message = (error as Error).message
    }
    assert.match(message, /lacks the choices of 1 finished trial; start both files anew with --force/)
    assert.ok(existsSync(path))
  })
})
