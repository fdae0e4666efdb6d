import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { rankCandidates, readTrials } from '../../../experiments/defaults/rank.ts'
import { assert, suite } from '../../harness.ts'

const folder = (name: string) =>
  fileURLToPath(new URL(`../../../experiments/defaults/${name}`, import.meta.url))
const trials = readTrials(folder('trials.csv.gz'))

/** Candidates as README.md calls them. */
const NAMES: Readonly<Record<string, string>> = {
  'before: momentum 0.02': 'before',
  'momentum 0.01': 'momentum 0.01',
  'momentum 0.005': 'momentum 0.005',
  'momentum 0.02, gradients clipped to norm 1': 'momentum 0.02, clip 1',
  'Adam 0.001': 'adam 0.001',
  'Adam 0.002': 'adam 0.002',
  'Adam 0.005': 'adam 0.005',
  'Adam 0.002, cosine, 2000 steps': 'adam 0.002, 2000 steps, cosine',
  'Adam 0.005, cosine, 1000 steps': 'adam 0.005, 1000 steps, cosine',
  'Adam 0.005, cosine, 2000 steps': 'adam 0.005, 2000 steps, cosine',
  'Adam 0.01, cosine, 1000 steps': 'adam 0.01, 1000 steps, cosine',
  'momentum 0.005, cosine, 2000 steps': 'momentum 0.005, 2000 steps, cosine',
  'Nesterov 0.005, cosine, 2000 steps': 'nesterov 0.005, 2000 steps, cosine',
  'momentum 0.02, clipped, cosine, 2000 steps': 'momentum 0.02, clip 1, 2000 steps, cosine',
}

/** The cells of a table below a heading, emphasis taken off. */
function tableBelow(heading: string): string[][] {
  const text = readFileSync(folder('README.md'), 'utf8')
  const lines = text.slice(text.indexOf(heading)).split('\n')
  const first = lines.findIndex((line) => line.startsWith('|')) + 2
  const end = lines.findIndex((line, i) => i > first && !line.startsWith('|'))
  return lines.slice(first, end).map((line) =>
    line
      .replaceAll('*', '')
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
}

suite('experiments/defaults/rank', (test) => {
  for (const [heading, half] of [
    ['## What chooses', 'choose'],
    ['## What confirms', 'confirm'],
  ] as const) {
    test(`the table below "${heading}" is what the saved trials give`, () => {
      const written = tableBelow(heading)
      const { tables, rows } = rankCandidates(
        trials,
        half,
        written.map(([name]) => NAMES[name!]!),
      )
      assert.is(tables, 21)
      assert.equal(
        written.map(([, ...cells]) => cells),
        rows.map(({ diverged, rankNone, rankDropouts, losses }) => [
          `${diverged}`,
          rankNone,
          rankDropouts,
          ...losses,
        ]),
      )
    })
  }

  test('nothing diverges under the defaults, on all tables', () => {
    const own = trials.filter(({ candidate }) => candidate === 'adam 0.005, 2000 steps, cosine')
    assert.is(new Set(own.map(({ table }) => table)).size, 42)
    assert.ok(own.every(({ status }) => status === 'ok'))
  })

  test('ties share their rank, and a diverged trial is last', () => {
    const trial = (candidate: string, method: string, test_score: string, status = 'ok') => {
      return { candidate, table: 'iris', method, status, test_score, train_seconds: '1' }
    }
    const methods = ['none', 'inverted-dropout:keep=0.5', 'inverted-dropout:keep=0.8']
    const made = methods.flatMap((method) => [
      trial('a', method, '0.9'),
      trial('b', method, '0.9'),
      trial('c', method, '0.99', 'diverged'),
      trial('d', method, '0.95'),
    ])
    const { rows } = rankCandidates(made, 'all', ['a', 'b', 'c', 'd'])
    assert.equal(
      rows.map(({ rankNone, rankDropouts }) => [rankNone, rankDropouts]),
      [
        ['2.50', '2.50'],
        ['2.50', '2.50'],
        ['4.00', '4.00'],
        ['1.00', '1.00'],
      ],
    )
  })
})
