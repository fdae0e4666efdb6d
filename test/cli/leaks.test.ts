/**
 * A detector of leaks: labels that are random for each group of rows, or each stretch of time, and features by which a network that has
 * seen a row recognises its neighbours. Whatever sees across a border is right nearly always; whatever does not is right half the time.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { assert, suite } from '../harness.ts'
import { assertDone, folder, regbench } from './run.ts'
import { readCsv } from './table.ts'

/** A fixed generator: a number in [0, 1) for every pair of numbers. */
function chance(a: number, b: number): number {
  let x = Math.imul(a + 1, 0x9e3779b1) ^ Math.imul(b + 7, 0x85ebca6b)
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d)
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b)
  return ((x ^ (x >>> 16)) >>> 0) / 2 ** 32
}

const KINDS = 48
const ROWS_OF_KIND = 4
const WIDTH = 8
/** Folds of whole kinds, in a column of their own. */
const FOLDS = 5

/** As many labels of each class, in an order that knows nothing of the features. */
const labelOf = Array.from({ length: KINDS }, (_, kind) => kind)
  .sort((a, b) => chance(a, 99) - chance(b, 99))
  .reduce<Record<number, string>>((labels, kind, place) => {
    labels[kind] = place % 2 === 0 ? 'sick' : 'well'
    return labels
  }, {})

/** Rows of a kind lie close together, and far from those of others. */
function rowsOf(order: (kind: number, i: number) => number): string[] {
  return Array.from({ length: KINDS * ROWS_OF_KIND }, (_, at) => {
    const [kind, i] = [at % KINDS, Math.floor(at / KINDS)]
    const features = Array.from({ length: WIDTH }, (_, j) =>
      (2 * chance(kind, j) - 1 + 0.02 * chance(at, 50 + j)).toFixed(4),
    )
    return {
      place: order(kind, i),
      text: [kind, kind * ROWS_OF_KIND + i, kind % FOLDS, ...features, labelOf[kind]].join(','),
    }
  })
    .sort((a, b) => a.place - b.place)
    .map(({ text }) => text)
}

const HEADER = `kind,day,part,${Array.from({ length: WIDTH }, (_, j) => `x${j}`).join(',')},y`
const mixed = `${HEADER}\n${rowsOf((kind, i) => chance(kind, 200 + i)).join('\n')}\n`

/** Of 48 kinds half are right by chance, with a deviation of 7 points; of kinds that are recognised, nearly all. */
const CHANCE = 0.78
const CAUGHT = 0.9

const NETWORK = [
  '--hidden',
  '32',
  '--epochs',
  '25',
  '--learning-rate',
  '0.05',
  '--repeats',
  '1',
  '--seed',
  '1',
]

type Table = Record<string, string>[]
const read = (cwd: string, name: string): Table => readCsv(readFileSync(join(cwd, name), 'utf8'))
const ofMethods = (table: Table): Table => table.filter(({ kind }) => kind === 'method')
const mean = (table: Table, column: string): number =>
  table.reduce((sum, row) => sum + Number(row[column]), 0) / table.length

async function compared(options: readonly string[]): Promise<{ trials: Table; chosen: () => Table }> {
  const cwd = folder({ 'd.csv': mixed })
  assertDone(
    await regbench(['compare', 'd.csv', ...NETWORK, ...options, '--export-trials', 't.csv', '--quiet'], {
      cwd,
    }),
  )
  return { trials: ofMethods(read(cwd, 't.csv')), chosen: () => read(cwd, 't.csv.chosen.csv') }
}

const GROUPED = ['--group', 'kind', '--ignore', 'day,part']
/** A border may lie within four days of one kind; the gap keeps them apart. */
const TIMED = ['--time', 'day', '--gap', '3', '--ignore', 'kind,part', '--folds', '4']
const FOLDED = ['--fold-column', 'part', '--ignore', 'kind,day']
const OPEN = ['--ignore', 'kind,day,part']

suite('leaks: what sees across a border is caught', (test) => {
  test('rows divided as if they were independent', async () => {
    const { trials } = await compared([...OPEN, '--method', 'none'])
    assert.ok(mean(trials, 'test_score') > CAUGHT, `${mean(trials, 'test_score')}`)
  })
})

for (const [name, splits] of [
  ['groups', GROUPED],
  ['time', TIMED],
] as const) {
  suite(`leaks: nothing beats chance, with ${name}`, (test) => {
    test('compare, and the rows that stop it', async () => {
      const { trials } = await compared([...splits, '--method', 'none', '--method', 'early-stopping:5'])
      for (const column of ['test_score', 'validation_score']) {
        assert.ok(mean(trials, column) < CHANCE, `${column} ${mean(trials, column)}`)
      }
      // The training rows are learnt all the same.
      const none = trials.filter(({ method }) => method === 'none')
      assert.ok(mean(none, 'train_score') > CAUGHT, `${mean(none, 'train_score')}`)
    })

    test('compare --tune, --recipe and --cocktail: inner folds, and the choice', async () => {
      const { trials, chosen } = await compared([
        ...splits,
        ...[
          '--method',
          'l2',
          '--tune',
          '3',
          '--recipe',
          '--cocktail',
          '--inner-folds',
          '2',
          '--epochs',
          '12',
        ],
      ])
      assert.is(new Set(trials.map(({ method }) => method)).size, 3)
      assert.ok(mean(trials, 'test_score') < CHANCE, `${mean(trials, 'test_score')}`)
      assert.is(new Set(chosen().map(({ method }) => method)).size, 3)
      assert.ok(mean(chosen(), 'score_mean') < CHANCE, `inner ${mean(chosen(), 'score_mean')}`)
    })

    for (const search of [
      ['--scan', 'l2=1e-6..1e-2:3log'],
      ['--method', 'l2', '--search', 'halving'],
      ['--cocktail', '--budget', '9'],
    ]) {
      test(`tune ${search.join(' ')}`, async () => {
        const cwd = folder({ 'd.csv': mixed })
        const result = await regbench(
          ['tune', 'd.csv', ...NETWORK, ...splits, ...search, '--format', 'csv', '--quiet'],
          { cwd },
        )
        assertDone(result)
        const rows = readCsv(result.stdout)
        assert.ok(rows.length >= 3)
        assert.ok(mean(rows, 'score_mean') < CHANCE, `${mean(rows, 'score_mean')}`)
      })
    }
  })
}

suite('leaks: nothing beats chance, with folds of a column', (test) => {
  test('compare --cocktail: the choice is made on whole folds too', async () => {
    const { trials, chosen } = await compared([
      ...FOLDED,
      ...['--method', 'none', '--tune', '3', '--cocktail', '--inner-folds', '2', '--epochs', '12'],
      ...['--class-weight', 'balanced'],
    ])
    assert.ok(mean(trials, 'test_score') < CHANCE, `${mean(trials, 'test_score')}`)
    assert.is(chosen().length, FOLDS)
    assert.ok(mean(chosen(), 'score_mean') < CHANCE, `inner ${mean(chosen(), 'score_mean')}`)
    const none = trials.filter(({ method }) => method === 'none')
    assert.ok(mean(none, 'train_score') > CAUGHT, `${mean(none, 'train_score')}`)
  })
})

suite('leaks: rows that stand twice, and scalers', (test) => {
  test('copies of a row are one group, and then tell nothing', async () => {
    const lines = Array.from({ length: 60 }, (_, i) => {
      const features = Array.from({ length: 6 }, (_, j) => (2 * chance(i, j) - 1).toFixed(4))
      return `r${i},${features.join(',')},${chance(i, 77) < 0.5 ? 'a' : 'b'}`
    })
    const cwd = folder({ 'd.csv': `id,a,b,c,d,e,f,y\n${[...lines, ...lines].join('\n')}\n` })
    const run = async (options: readonly string[]) => {
      assertDone(
        await regbench(
          [
            'compare',
            'd.csv',
            ...NETWORK,
            '--method',
            'none',
            ...['--epochs', '80'],
            ...options,
            '--export-trials',
            't.csv',
            '--force',
            '--quiet',
          ],
          { cwd },
        ),
      )
      return mean(ofMethods(read(cwd, 't.csv')), 'test_score')
    }
    const [apart, together] = [await run(['--ignore', 'id']), await run(['--group', 'id'])]
    assert.ok(together < 0.7, `in one group: ${together}`)
    assert.ok(apart > together + 0.15, `copies on both sides: ${apart}, in one group: ${together}`)
  })

  test('no bit of a trained network depends on the rows that test it', async () => {
    const row = (i: number, shift: number) =>
      `${i % 4},${i * 0.5 + shift},${(i * 7) % 11},${i % 2 === 0 ? 'p' : 'q'}`
    const text = (shift: number) =>
      `fold,a,b,y\n${Array.from({ length: 60 }, (_, i) => row(i, i % 4 === 2 ? shift : 0)).join('\n')}\n`
    const trials = async (shift: number) => {
      const cwd = folder({ 'd.csv': text(shift) })
      assertDone(
        await regbench(
          [
            'compare',
            'd.csv',
            ...NETWORK,
            '--fold-column',
            'fold',
            '--method',
            'none',
            '--export-trials',
            't.csv',
            '--quiet',
          ],
          { cwd },
        ),
      )
      return read(cwd, 't.csv')
    }
    const [before, after] = [await trials(0), await trials(500)]
    before.forEach(({ method, fold, fingerprint, train_loss }, i) => {
      const same = fingerprint === after[i]!.fingerprint && train_loss === after[i]!.train_loss
      // A constant answer looks at no feature in any fold.
      assert.is(same, fold === '2' || method === 'constant', `${method}, fold ${fold}`)
    })
  })
})
