import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { assert, suite } from '../harness.ts'
import { assertDone, assertRefused, folder, regbench, TINY } from './run.ts'
import { headerOf, readCsv, timeless } from './table.ts'

const THREE = ['--method', 'none', '--method', 'l2:0.01', '--method', 'max-norm:1']
const FIVE = ['iris', 'wine', 'breast-cancer', 'digits', 'diabetes']

const rowsOf = (count: number) =>
  Array.from({ length: count }, (_, i) => `${i % 7},${i % 5},${i % 2 === 0 ? 'even' : 'odd'}`)
const csv = `a,b,y\n${rowsOf(30).join('\n')}\n`
const swapped = `y,b,a\n${rowsOf(30)
  .map((row) => row.split(',').toReversed().join(','))
  .join('\n')}\n`

suite('cli: several datasets', (test) => {
  test('five get a table each, ranks, a test and a diagram', async () => {
    const cwd = folder()
    const args = [
      'compare',
      ...FIVE,
      ...TINY,
      ...THREE,
      '--export-svg',
      'ranks.svg',
      '--export-json',
      'all.json',
    ]
    const result = await regbench(args, { cwd })
    assertDone(result)
    for (const name of FIVE) assert.match(result.stdout, new RegExp(`^${name}: \\d+ rows`, 'm'))
    assert.match(result.stdout, /^ranks over 5 datasets: iris, wine, breast-cancer, digits, diabetes$/m)
    assert.match(result.stdout, /^CD 1\.48 +├─+┤$/m)
    assert.match(result.stdout, /Iman-Davenport F\(2, 8\) = /)
    assert.match(readFileSync(join(cwd, 'ranks.svg'), 'utf8'), /^<svg [\s\S]*CD = 1\.48[\s\S]*<\/svg>\n$/)
    const { datasets, ranking } = JSON.parse(readFileSync(join(cwd, 'all.json'), 'utf8'))
    assert.equal(
      datasets.map((each: { dataset: string }) => each.dataset),
      FIVE,
    )
    assert.equal(ranking.test.degrees_of_freedom, [2, 8])
  })

  test('each figure is the one of the dataset alone; the CSV says whose it is', async () => {
    const cwd = folder()
    const args = [...TINY, ...THREE, '--format', 'csv', '--quiet']
    const both = await regbench(['compare', 'iris', 'diabetes', ...args, '--export-trials', 't.csv'], { cwd })
    assertDone(both)
    const alone = [
      await regbench(['compare', 'iris', ...args]),
      await regbench(['compare', 'diabetes', ...args]),
    ]
    assert.is(headerOf(both.stdout)[0], 'dataset')
    const expected = alone.flatMap(({ stdout }, i) =>
      timeless(stdout).map((row) => ({ dataset: ['iris', 'diabetes'][i], ...row })),
    )
    assert.equal(timeless(both.stdout), expected)
    const trials = readCsv(readFileSync(join(cwd, 't.csv'), 'utf8'))
    assert.equal(
      trials.map(({ dataset }) => dataset),
      ['iris', 'diabetes'].flatMap((name) => Array.from({ length: 15 }, () => name)),
    )
  })

  test('fewer than five have ranks, and a sentence why there is no test', async () => {
    const { stdout } = await regbench(['compare', 'iris', 'wine', ...TINY, ...THREE, '--quiet'])
    assert.match(
      stdout.replaceAll('\n', ' '),
      /no test over 2 datasets: ranks on fewer than 5 say too little/,
    )
  })

  test('trials of all are one file, which resumes', async () => {
    const cwd = folder()
    const args = [
      'compare',
      'iris',
      'wine',
      ...TINY,
      ...THREE,
      '--export-trials',
      't.csv',
      '--quiet',
      '--format',
      'csv',
    ]
    assertDone(await regbench(args, { cwd }))
    const whole = readFileSync(join(cwd, 't.csv'), 'utf8')
    const half = whole.split('\n').filter((_, i) => i % 2 === 0)
    writeFileSync(join(cwd, 't.csv'), `${half.join('\n')}\n`)
    assertDone(await regbench([...args, '--resume'], { cwd }))
    assert.equal(timeless(readFileSync(join(cwd, 't.csv'), 'utf8')), timeless(whole))
    const other = await regbench(['compare', 'wine', 'iris', ...args.slice(3), '--resume'], { cwd })
    assertRefused(
      other,
      2,
      '--resume: t.csv belongs to another experiment (different data); --force starts anew',
    )
  })

  test('each has its own target, files of one name are told apart', async () => {
    const cwd = folder({ 'one/data.csv': csv, 'two/data.csv': swapped })
    const args = ['compare', 'one/data.csv', 'two/data.csv', ...TINY, ...THREE, '--format', 'json', '--quiet']
    const result = await regbench([...args, '--target', 'two/data.csv=y', '--target', '3'], { cwd })
    assertDone(result)
    const { datasets } = JSON.parse(result.stdout)
    assert.equal(
      datasets.map((each: { dataset: string; target: string }) => [each.dataset, each.target]),
      [
        ['one/data.csv', 'y'],
        ['two/data.csv', 'y'],
      ],
    )
  })

  const wrong: Record<string, string> = {
    'iris iris': 'iris is given twice',
    'iris wine --target species --target cultivar': '--target is given twice: species and cultivar',
    'iris wine --test other.csv':
      '--test is a file of one dataset; compare several with folds or --test-fraction',
    'iris --export-svg a.svg': '--export-svg draws ranks over several datasets, and one is given',
    'iris diabetes --rope 0.1':
      '--rope is in units of the score, and these datasets do not share one; leave it out for 0.01 of accuracy and 1 % of rmse',
  }
  for (const [line, sentence] of Object.entries(wrong)) {
    test(`compare ${line} is refused`, async () =>
      assertRefused(await regbench(['compare', ...line.split(' '), '--quiet']), 2, sentence))
  }
})
