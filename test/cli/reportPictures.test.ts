import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { assert, suite } from '../harness.ts'
import { assertDone, assertRefused, folder, regbench, TINY } from './run.ts'
import { timeless } from './table.ts'

const IRIS = [
  'compare',
  'iris',
  ...TINY,
  '--method',
  'none',
  '--method',
  'l2:0.01',
  '--method',
  'l2:0.1',
  '--quiet',
]
const read = (cwd: string, name: string) => readFileSync(join(cwd, name), 'utf8')

suite('cli: report with pictures', (test) => {
  test('trials, curves, candidates and models in any order become a page, SVG and PNG files', async () => {
    const cwd = folder()
    assertDone(
      await regbench(
        [...IRIS, '--export-trials', 't.csv', '--curves', 'c.csv', '--validation-fraction', '0.2'],
        { cwd },
      ),
    )
    assertDone(
      await regbench(
        [
          'tune',
          'iris',
          '--method',
          'l2',
          '--epochs',
          '2',
          '--folds',
          '2',
          '--export-csv',
          'k.csv',
          '--quiet',
        ],
        { cwd },
      ),
    )
    assertDone(
      await regbench(['train', 'iris', '--method', 'none', '--epochs', '2', '--save', 'm.onnx', '--quiet'], {
        cwd,
      }),
    )
    writeFileSync(join(cwd, 'copy'), readFileSync(join(cwd, 'm.onnx')))
    const plain = await regbench(['report', 't.csv'], { cwd })
    const result = await regbench(
      [
        'report',
        'm.onnx',
        'k.csv',
        'c.csv',
        'copy',
        't.csv',
        '--html',
        'r.html',
        '--svg',
        'new/svg',
        '--png',
        'png',
      ],
      { cwd },
    )
    assertDone(result)
    // Curves are drawn below the table, in the terminal too.
    assert.is(result.stdout.slice(0, plain.stdout.length), plain.stdout)
    assert.match(result.stdout.slice(plain.stdout.length), /^\niris: mean validation loss/)
    const names = [
      'calibration',
      'confusion',
      'curves-loss',
      'curves-score',
      'gap',
      'recall',
      'score',
      'strength-l2.strength',
      'tuning-l2.strength',
      'weights',
    ]
    assert.equal(
      readdirSync(join(cwd, 'new/svg')).sort(),
      names.map((name) => `${name}.svg`),
    )
    assert.equal(
      readdirSync(join(cwd, 'png')).sort(),
      names.map((name) => `${name}.png`),
    )
    assert.match(read(cwd, 'new/svg/score.svg'), /l2:0\.01/)
    assert.match(read(cwd, 'new/svg/weights.svg'), /\(m\.onnx\)/)
    assert.is(readFileSync(join(cwd, 'png/gap.png')).toString('latin1', 1, 4), 'PNG')
    assert.match(read(cwd, 'r.html'), /^<!doctype html>[\s\S]*<\/html>\n$/)
  })

  test('several datasets get pictures each, and their ranks', async () => {
    const cwd = folder()
    const several = ['compare', 'iris', 'wine', ...IRIS.slice(2)]
    assertDone(await regbench([...several, '--export-trials', 't.csv'], { cwd }))
    assertDone(await regbench(['report', 't.csv', '--svg', '.', '--quiet'], { cwd }))
    const names = [
      'calibration-iris',
      'calibration-wine',
      'confusion-iris',
      'confusion-wine',
      'gap-iris',
      'gap-wine',
      'ranks',
      'recall-iris',
      'recall-wine',
      'score-iris',
      'score-wine',
      'strength-l2.strength-iris',
      'strength-l2.strength-wine',
    ]
    assert.equal(
      readdirSync(cwd)
        .filter((name) => name.endsWith('.svg'))
        .sort(),
      names.map((name) => `${name}.svg`),
    )
  })

  test('the command line on the page runs the same trials', async () => {
    const cwd = folder()
    const odd = [
      '--activation',
      'tanh',
      '--optimizer',
      'adam',
      '--learning-rate',
      '0.003',
      '--schedule',
      'cosine',
      '--batch-size',
      '16',
      '--seed',
      '7',
      '--baseline',
      'l2:0.1',
      '--validation-fraction',
      '0.25',
      '--scale',
      'minmax',
    ]
    assertDone(await regbench([...IRIS, ...odd, '--export-trials', 't.csv'], { cwd }))
    assertDone(await regbench(['report', 't.csv', '--html', 'r.html', '--quiet'], { cwd }))
    const line = /<pre><code>regbench ([^<]*)<\/code>/.exec(read(cwd, 'r.html'))![1]
    const again = line.replaceAll('&#39;', '').split(' ')
    assertDone(await regbench([...again, '--export-trials', 'again.csv', '--quiet'], { cwd }))
    assert.equal(timeless(read(cwd, 'again.csv')), timeless(read(cwd, 't.csv')))
    assert.is(read(cwd, 'again.csv.experiment.json'), read(cwd, 't.csv.experiment.json'))
  })

  test('the line tells how a file was read and its rows were divided', async () => {
    const rows = Array.from(
      { length: 60 },
      (_, i) => `r${i},${i % 7 === 0 ? '?' : (i * 7) % 11},${i % 5},p${i % 12},${i},${'uv'[(i >> 1) % 2]}\n`,
    )
    const cwd = folder({ 'd.csv': `id,a,code,patient,day,y\n${rows.join('')}` })
    const reading = ['--missing', 'impute', '--ignore', 'id', '--categorical', 'code', '--target', 'y']
    const tiny = ['--epochs', '1', '--hidden', '4', '--method', 'none', '--quiet']
    for (const divided of [
      ['--group', 'patient', '--folds', '3', '--repeats', '1'],
      [
        '--time',
        'day',
        '--gap',
        '2',
        '--folds',
        '2',
        '--weight',
        'a',
        '--missing',
        'drop',
        '--average',
        'mc:2',
      ],
    ]) {
      const asked = [
        'compare',
        'd.csv',
        ...reading.slice(divided.includes('--missing') ? 2 : 0),
        ...tiny,
        ...divided,
      ]
      const dropout = divided.includes('--average') ? ['--method', 'inverted-dropout:keep=0.8'] : []
      assertDone(await regbench([...asked, ...dropout, '--export-trials', 't.csv', '--force'], { cwd }))
      assertDone(await regbench(['report', 't.csv', '--html', 'r.html', '--quiet'], { cwd }))
      const page = readFileSync(join(cwd, 'r.html'), 'utf8')
      const line = /<pre><code>regbench ([^<]*)<\/code>/.exec(page)![1]!
      const again = line.replaceAll('&#39;', '').split(' ')
      assertDone(await regbench([...again, '--export-trials', 'again.csv', '--quiet', '--force'], { cwd }))
      const saved = (name: string) => readFileSync(join(cwd, `${name}.csv.experiment.json`), 'utf8')
      assert.is(saved('again'), saved('t'), line)
    }
  })

  test('without trials there are pictures and no table', async () => {
    const cwd = folder()
    assertDone(
      await regbench(
        ['train', 'iris', '--method', 'none', '--epochs', '2', '--save', 'm.safetensors', '--quiet'],
        { cwd },
      ),
    )
    const result = await regbench(['report', 'm.safetensors', '--html', 'r.html'], { cwd })
    assertDone(result)
    assert.is(result.stdout, '')
    assert.match(read(cwd, 'r.html'), /Weights by model and layer/)
    assertRefused(
      await regbench(['report', 'm.safetensors'], { cwd }),
      2,
      'm.safetensors can only be drawn; say where with --html FILE, --svg FOLDER or --png FOLDER',
    )
    assertRefused(
      await regbench(['report', 'm.safetensors', '--html', 'r.html', '--export-csv', 's.csv'], { cwd }),
      2,
      '--export-csv needs a trials file, and none is given',
    )
  })

  test('curves of other trials are refused', async () => {
    const cwd = folder()
    assertDone(await regbench([...IRIS, '--export-trials', 't.csv'], { cwd }))
    assertDone(await regbench([...IRIS, '--method', 'l1:0.1', '--curves', 'c.csv'], { cwd }))
    assertRefused(
      await regbench(['report', 't.csv', 'c.csv', '--html', 'r.html', '--quiet'], { cwd }),
      3,
      'c.csv: these are curves of other trials: iris l1:0.1 repeat 0 fold 0 is not among those of t.csv',
    )
    assert.not.ok(existsSync(join(cwd, 'r.html')))
  })

  test('what cannot be written is told before anything is', async () => {
    const cwd = folder({ taken: 'a file' })
    assertDone(await regbench([...IRIS, '--export-trials', 't.csv'], { cwd }))
    const inPlace = await regbench(['report', 't.csv', '--html', './t.csv', '--quiet'], { cwd })
    assertRefused(inPlace, 2, 'an export would overwrite the data in ./t.csv')
    const noFolder = await regbench(['report', 't.csv', '--html', 'no/r.html', '--quiet'], { cwd })
    assertRefused(noFolder, 1, 'cannot write no/r.html: its folder does not exist')
    const file = await regbench(['report', 't.csv', '--svg', 'taken', '--quiet'], { cwd })
    assertRefused(file, 1, 'cannot write taken: it is a file rather than a folder')
    assert.equal(statSync(join(cwd, 'taken')).size, 6)
  })

  test('a file of no kind is told what would be one', async () => {
    const cwd = folder({ 'a.csv': 'a,b\n1,2\n', 'b.bin': Buffer.from([1, 2, 3, 0, 0, 0, 0, 0, 0, 9]) })
    assertRefused(
      await regbench(['report', 'a.csv'], { cwd }),
      3,
      'a.csv: not a file of results: report reads trials (compare --export-trials), curves (compare --curves), candidates (tune --export-csv) and models (train --save)',
    )
    const { code, stderr } = await regbench(['report', 'b.bin', '--html', 'r.html'], { cwd })
    assert.is(code, 3)
    assert.match(stderr, /^regbench: b\.bin: the ONNX file was not written by regbench[^\n]*\n$/)
    writeFileSync(join(cwd, 'c.csv'), 'dataset,method,repeat,fold,chosen,candidates\n')
    assert.match(
      (await regbench(['report', 'c.csv'], { cwd })).stderr,
      /name the trials file, and they are read with it\n$/,
    )
  })
})
