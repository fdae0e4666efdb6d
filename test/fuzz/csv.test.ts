import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import type { Dataset } from '../../src/data/dataset.ts'
import { bundledPath } from '../../src/data/index.ts'
import type { DataOptions } from '../../src/data/options.ts'
import { planExperiment } from '../../src/experiment/run/plan.ts'
import { fixture, load } from '../data/helpers.ts'
import { experimentOf, runHere } from '../experiment/runs.ts'
import { assert, suite } from '../harness.ts'
import { fc, fuzz, mutated, RUNS } from './fuzz.ts'

/** The header and so many rows from all over the file. */
function head(path: string, lines: number): string {
  const [header, ...rows] = readFileSync(path, 'utf8').trimEnd().split('\n')
  const step = Math.max(1, Math.floor(rows.length / lines))
  return [header, ...rows.filter((_, i) => i % step === 0), ''].join('\n')
}

const BASES = [
  head(bundledPath('iris'), 20),
  head(fixture('passengers.csv'), 25),
  head(fixture('decimal-comma.csv'), 25),
  head(fixture('birds.csv'), 25),
  'a,b\n"x, y",1\n"z ""q""",2\n"two\nlines",3\n',
  '__proto__,constructor,y\n1,2,u\n3,4,v\n5,6,u\n7,8,v\n',
  '# note\nwhen,price,when,y\n2024-01-02,$1,1/2/24,01\n2024-02-30,$2.5,3/4/24,1\n12:30,(3),NA,9007199254740993001\n',
]

const columns = fc.constantFrom(
  '1',
  '2',
  '99',
  'y',
  'species',
  '__proto__',
  'constructor',
  'a..b',
  '!1',
  '',
  '-',
)

/** None, or some. */
const options: fc.Arbitrary<Partial<DataOptions>> = fc.oneof(
  fc.constant({ missing: 'impute' as const }),
  fc.record(
    {
      target: columns,
      task: fc.constantFrom('auto', 'classification', 'regression'),
      ignore: fc.array(columns, { maxLength: 2 }),
      categorical: fc.array(columns, { maxLength: 2 }),
      delimiter: fc.constantFrom(',', ';', 'tab', '|', 'x', '1', '.', '-', '🦆', '"', ''),
      encoding: fc.constantFrom('latin1', 'utf-16le', 'shift_jis', 'none'),
      header: fc.boolean(),
      nullValues: fc.array(fc.constantFrom('0', '', 'NA', '5.1', '"'), { maxLength: 2 }),
      missing: fc.constantFrom('error', 'drop', 'impute'),
      skipLines: fc.constantFrom(0, 1, 5, 1000),
      comment: fc.constantFrom('#', '5', ',', 's'),
      rename: fc.boolean(),
      keepNa: fc.boolean(),
      keepNaIn: fc.array(columns, { maxLength: 2 }),
      dates: fc.boolean(),
    },
    { requiredKeys: [] },
  ),
)

const experiment = experimentOf(['inverted-dropout:keep=0.5'], {
  network: { hidden: [3], activation: 'relu', init: 'he' },
  training: { ...experimentOf([]).training, epochs: 1 },
  evaluation: { folds: 2, repeats: 1, validationFraction: 0 },
})

/** What every loaded dataset promises to those who train on it. */
function assertSound({ rows, features, matrix, task, labels, targets, classes, notes }: Dataset): void {
  assert.is(matrix.length, rows * features.length)
  assert.is(new Set(features.map(({ name }) => name)).size, features.length)
  for (const value of matrix) assert.ok(!Math.abs(value) || Math.abs(value) !== Infinity, 'an infinite entry')
  if (task === 'classification') {
    assert.is(labels.length, rows)
    assert.is(new Set(classes).size, classes.length)
    for (const label of labels) assert.ok(label >= 0 && label < classes.length, `label ${label}`)
  } else {
    assert.is(targets.length, rows)
    for (const target of targets) assert.ok(Number.isFinite(target), `target ${target}`)
  }
  for (const note of notes) assert.ok(note.length < 1500, `a note of ${note.length} characters`)
}

suite('fuzz: CSV', (test) => {
  test('loads or is refused, and what is loaded can be trained on or is refused', async () => {
    let count = 0
    await fuzz('CSV', fc.tuple(mutated(BASES), options, fc.boolean()), async ([bytes, given, zipped]) => {
      const dataset = await load(zipped ? gzipSync(bytes, { level: 0 }) : bytes, given)
      assertSound(dataset)
      // Compiling the core for every input would be most of the work.
      if (count++ % Math.ceil(RUNS / 200) !== 0) return
      const { parts } = await planExperiment([dataset], experiment)
      const [result] = await runHere(dataset, experiment, parts[0].trials.slice(0, 1))
      assert.ok(result.status === 'ok' || result.status === 'diverged')
    })
  })

  test('damaged gzip is refused, or gives what a whole one does', async () => {
    const bytes = gzipSync(head(bundledPath('iris'), 40))
    await fuzz('gzip', mutated([bytes]), async (damaged) => {
      assertSound(await load(damaged))
    })
  })
})
