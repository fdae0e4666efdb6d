import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { OpenMode } from '../../src/results/appendFile.ts'
import { columnList, integer, measure } from '../../src/results/columns.ts'
import { csvText } from '../../src/results/csv.ts'
import { Journal, type Keep } from '../../src/results/journal.ts'
import { trialId, trialKey } from '../../src/results/trialId.ts'
import { folder } from '../cli/run.ts'
import { assert, suite } from '../harness.ts'

const columns = columnList({
  ...trialId,
  row: integer('a row'),
  answer: measure('what is said of it'),
  doubt: measure('how sure that is', { absent: null }),
})
const table = { what: 'a file of answers', columns }
type Answer = Parameters<typeof trialKey>[0] & { row: number; answer: number | null; doubt: number | null }

const trialOf = (fold: number) => ({ dataset: 'd', method: 'none', repeat: 0, fold })
const answers = (fold: number, ...values: number[]): Answer[] =>
  values.map((answer, row) => ({ ...trialOf(fold), row, answer, doubt: answer / 2 }))
const [zero, one, two] = [answers(0, 1, 2), answers(1, 3), answers(2, 4, 5, 6)]
const order = [0, 1, 2].map((fold) => trialKey(trialOf(fold)))

const keepAll: Keep<Answer> = (rows) => ({ rows, notes: [] })
const open = (path: string, mode: OpenMode, keep = keepAll) => Journal.open(path, mode, table, keep)
const read = (path: string): string => readFileSync(path, 'utf8')

suite('journal', (test) => {
  test('takes several rows a trial, or none, and ends in the order asked for', async () => {
    const path = join(folder(), 'a.csv')
    const journal = await open(path, 'new')
    journal.append(trialOf(2), two)
    journal.append(trialOf(0), zero)
    journal.append(trialOf(1), [])
    assert.is(read(path), csvText(columns, [...two, ...zero]))
    assert.equal(journal.rowsOf(trialOf(0)), zero)
    assert.equal(journal.rowsOf(trialOf(7)), [])
    await journal.finish(order)
    assert.is(read(path), csvText(columns, [...zero, ...two]))
  })

  test('puts rows of one trial together, and goes on with what is kept of them', async () => {
    const path = join(folder({ 'a.csv': csvText(columns, [zero[0], ...one, zero[1], ...two]) }), 'a.csv')
    const journal = await open(path, 'resume', (rows) => ({
      rows: rows.filter(({ fold }) => fold !== 2),
      notes: ['two is gone'],
    }))
    assert.equal(journal.done, [...zero, ...one])
    assert.equal(journal.notes, ['two is gone'])
    assert.is(read(path), csvText(columns, [...zero, ...one]))
    journal.append(trialOf(2), two)
    await journal.finish(order)
    assert.is(read(path), csvText(columns, [...zero, ...one, ...two]))
  })

  test('gives a file of a version with fewer columns those of this one before it appends', async () => {
    const before = columns.filter(({ key }) => key !== 'doubt')
    const path = join(folder({ 'a.csv': `${csvText(before, [...zero, ...one])}d,no` }), 'a.csv')
    const journal = await open(path, 'resume')
    const doubtless = [...zero, ...one].map((row) => ({ ...row, doubt: null }))
    assert.equal(journal.done, doubtless)
    assert.is(journal.notes.length, 1, 'the torn line is told of')
    journal.append(trialOf(2), two)
    await journal.finish(order)
    assert.is(read(path), csvText(columns, [...doubtless, ...two]))
  })

  test('leaves a file alone that it does not resume', async () => {
    const path = join(folder(), 'a.csv')
    writeFileSync(path, 'mine')
    let message = ''
    await open(path, 'new').catch((error) => {
      message = error.message
    })
    assert.is(message, `${path} exists: --resume continues it, --force starts it anew`)
    assert.is(read(path), 'mine')
    await (await open(path, 'force')).finish(order)
    assert.is(read(path), csvText(columns, []))
  })
})
