import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { assert, suite } from '../harness.ts'
import { BIRDS, NEW_BIRDS } from '../models/fits.ts'
import { assertDone, assertRefused, finished, folder, interrupt, NOTED, regbench, start } from './run.ts'
import { readCsv } from './table.ts'

/** Under Adam a step is bounded, and nearly nothing diverges. */
const MOMENTUM = ['--optimizer', 'momentum']
const SMALL = ['--epochs', '3', '--hidden', '8']
const TRAIN = [
  'train',
  'birds.csv',
  ...['--target', 'kind', '--ignore', 'mass', '--categorical', 'code', '--missing', 'impute'],
  ...['--method', 'vanilla-dropout:keep=0.5', ...SMALL],
]

const files = { 'birds.csv': BIRDS, 'new.csv': NEW_BIRDS }

/** A folder with a trained model, in both formats. */
const trained = await (async () => {
  const cwd = folder(files)
  const result = await regbench([...TRAIN, '--save', 'a.safetensors', '--save', 'a.onnx'], { cwd })
  assertDone(result)
  return { cwd, stdout: result.stdout, stderr: result.stderr }
})()

const predict = (args: readonly string[], input?: string) =>
  regbench(['predict', ...args], { cwd: trained.cwd, ...(input !== undefined && { input }) })

suite('cli: train', (test) => {
  test('the same command gives the same bytes', async () => {
    const cwd = folder(files)
    assertDone(await regbench([...TRAIN, '--save', 'a.safetensors', '--save', 'a.onnx'], { cwd }))
    for (const name of ['a.safetensors', 'a.onnx']) {
      assert.equal(readFileSync(join(cwd, name)), readFileSync(join(trained.cwd, name)), name)
    }
  })

  test('says how the fit went, on which rows, and where it is', () => {
    const { stdout, stderr } = trained
    assert.match(stdout, /^birds: 60 rows x 10 features, target kind, 3 classes\n/)
    assert.match(stdout, /^on the 60 training rows {2}accuracy \d+\.\d\d %, loss [\d.]+$/m)
    assert.match(stdout, '\nsaved to a.safetensors\nsaved to a.onnx\n')
    assert.not.match(stderr, '\r')
  })

  test('--format csv and json have the names of the trials file', async () => {
    const cwd = folder()
    const args = ['train', 'iris', '--method', 'early-stopping:2', ...SMALL, '--save', 'm.onnx', '--format']
    const csv = await regbench([...args, 'csv'], { cwd })
    assertDone(csv)
    const [row] = readCsv(csv.stdout)
    assert.is(row!.method, 'early-stopping:2')
    assert.is(Number(row!.train_rows) + Number(row!.validation_rows), 150)
    assert.is(row!.metric, 'accuracy')
    const json = await regbench([...args, 'json'], { cwd })
    assertDone(json)
    const { fingerprint, train_score, saved } = JSON.parse(json.stdout)
    assert.is(fingerprint, row!.fingerprint)
    assert.is(String(train_score), row!.train_score)
    assert.equal(saved, ['m.onnx'])
  })

  const refusals: Record<string, [args: string[], code: number, sentence: string]> = {
    'another extension': [
      ['iris', '--method', 'none', '--save', 'm.pt'],
      2,
      '--save m.pt: the name of a model ends in .safetensors or .onnx',
    ],
    'one name twice': [
      ['iris', '--method', 'none', '--save', 'm.onnx', '--save', './m.onnx'],
      2,
      'two exports name ./m.onnx; give each a file of its own',
    ],
    'no method': [
      ['iris', '--save', 'm.onnx'],
      2,
      "required option '--method <spec>' not specified; see regbench train --help",
    ],
    'a folder that is not there': [
      ['iris', '--method', 'none', '--save', 'no/m.onnx'],
      1,
      'cannot write no/m.onnx: its folder does not exist',
    ],
    'a run that diverges': [
      ['iris', '--method', 'none', ...SMALL, ...MOMENTUM, '--learning-rate', '1e9', '--save', 'm.onnx'],
      1,
      'none: training diverged in epoch 1; lower --learning-rate or the strength',
    ],
  }
  for (const [what, [args, code, sentence]] of Object.entries(refusals)) {
    test(`refuses ${what}`, async () => {
      assertRefused(await regbench(['train', ...args]), code, sentence)
    })
  }

  test('interrupted, it saves nothing and says so', async () => {
    const cwd = folder({ 'noted.csv': NOTED })
    const args = ['train', 'noted.csv', '--method', 'none', '--epochs', '10000000', '--save', 'm.onnx']
    const child = start(args, { cwd })
    const result = finished(child)
    await interrupt(child)
    const { code, stdout, stderr } = await result
    assert.is(code, 130)
    assert.is(stdout, '')
    assert.match(stderr, 'regbench: interrupted: nothing was saved\n')
  })
})

suite('cli: train --weights-image', (test) => {
  const args = ['train', 'digits', ...SMALL, '--method', 'inverted-dropout:keep=0.5+l2:1e-4']

  test('draws with dropout and without, tells what it measured, and leaves the fit as it is', async () => {
    const cwd = folder()
    const drawn = await regbench([...args, '--weights-image', 'w.png', '--weights-image', 'w.svg'], { cwd })
    assertDone(drawn)
    assert.is(readFileSync(join(cwd, 'w.png')).subarray(1, 4).toString(), 'PNG')
    const svg = readFileSync(join(cwd, 'w.svg'), 'utf8')
    assert.match(svg, '>l2:1e-4</text>')
    assert.match(svg, '>inverted-dropout:keep=0.5+l2:1e-4</text>')
    assert.match(drawn.stdout, '\nsaved to w.png\nsaved to w.svg\n')
    const notes = drawn.stderr.trim().split('\n')
    assert.equal(
      notes.map((line) => line.split(': mean activation')[0]),
      ['regbench: l2:1e-4', 'regbench: inverted-dropout:keep=0.5+l2:1e-4'],
    )
    const plain = await regbench([...args, '--save', 'm.onnx'], { cwd })
    const fingerprint = /fingerprint \w+/
    assert.is(fingerprint.exec(drawn.stdout)?.[0], fingerprint.exec(plain.stdout)?.[0])
  })

  test('has one panel where there is no dropout', async () => {
    const cwd = folder()
    assertDone(
      await regbench(['train', 'digits', ...SMALL, '--method', 'l2', '--weights-image', 'w.svg'], { cwd }),
    )
    assert.is(readFileSync(join(cwd, 'w.svg'), 'utf8').split('<image ').length, 2)
  })

  test('refuses what is no image, before it trains', async () => {
    const wine = ['train', 'wine', '--method', 'l2', '--weights-image', 'w.png']
    const sentence = '--weights-image: 13 features do not form a square; give --image HEIGHTxWIDTH'
    assertRefused(await regbench(wine), 2, sentence)
    assertDone(await regbench([...wine, ...SMALL, '--grid', '13x1']))
  })
})

suite('cli: predict', (test) => {
  test('writes kept columns, the prediction, and a probability for each class, in the order of the rows', async () => {
    const result = await predict(['a.safetensors', 'new.csv', '--keep', 'ring,bill'])
    assertDone(result)
    const [header] = result.stdout.split('\n')
    assert.is(header, 'ring,bill,prediction,probability_adelie,probability_chinstrap,probability_gentoo')
    const rows = readCsv(result.stdout)
    assert.equal(
      rows.map(({ ring, bill }) => [ring, bill]),
      [
        ['R-1', '45.5'],
        ['R-2', 'NA'],
        ['=R3', '40'],
      ],
    )
    for (const row of rows) {
      const shares = ['adelie', 'chinstrap', 'gentoo'].map((name) => Number(row[`probability_${name}`]))
      assert.ok(Math.abs(shares.reduce((sum, share) => sum + share, 0) - 1) < 1e-6)
      assert.is(Number(row[`probability_${row.prediction}`]), Math.max(...shares))
    }
    assert.is(
      result.stderr,
      'regbench: new.csv:3: column "island": 1 row holds a category that no training row had, read as none of them: "anvers"\n',
    )
  })

  test('reads the ONNX file and standard input alike', async () => {
    const plain = await predict(['a.safetensors', 'new.csv'])
    const piped = await predict(['a.onnx', '-', '--quiet'], NEW_BIRDS)
    assertDone(piped)
    assert.is(piped.stdout, plain.stdout)
    assert.is(piped.stderr, '')
  })

  test('imputes as training did, unless told otherwise', async () => {
    const strict = await predict(['a.safetensors', 'new.csv', '--missing', 'error'])
    assertRefused(
      strict,
      3,
      'new.csv:3: column "bill": the value is missing; --missing impute fills in the training mean, ' +
        '--missing drop leaves such rows out',
    )
    const dropped = await predict(['a.safetensors', 'new.csv', '--missing', 'drop', '--keep', 'ring'])
    assert.equal(
      readCsv(dropped.stdout).map(({ ring }) => ring),
      ['R-1'],
    )
    assert.match(dropped.stderr, 'regbench: new.csv: left out 2 of 3 rows, which have missing values\n')
  })

  const wrong: Record<string, [csv: string, args: string[], code: number, sentence: string]> = {
    'a missing column': [
      'island,code,bill,instant,flag\ndream,1,4,5,6\n',
      [],
      3,
      'standard input:1: there is no column "flipper", which the model reads',
    ],
    'text among numbers': [
      NEW_BIRDS.replace('45.5', 'long'),
      [],
      3,
      'standard input:2: column "bill": expected a number, got "long"; use --null-value long if it means missing',
    ],
    'a kept column that is not there': [
      NEW_BIRDS,
      ['--keep', 'rings'],
      3,
      'standard input:1: there is no column "rings"; did you mean "ring"? (columns: "ring", "island", "code", "bill", "flipper", "instant", "flag")',
    ],
    'a kept column called as a prediction': [
      NEW_BIRDS.replace('ring', 'prediction'),
      ['--keep', 'prediction'],
      2,
      '--keep prediction: the predictions have a column of that name; rename the one in the file',
    ],
    'a file without rows': [
      'island\n',
      [],
      3,
      'standard input:1: there is no column "bill", which the model reads',
    ],
  }
  for (const [what, [csv, args, code, sentence]] of Object.entries(wrong)) {
    test(`refuses ${what}`, async () => {
      assertRefused(await predict(['a.safetensors', '-', ...args], csv), code, sentence)
    })
  }

  test('refuses what is no model', async () => {
    assertRefused(await predict(['no.onnx', 'new.csv']), 3, 'no.onnx: there is no such file')
    const bytes = readFileSync(join(trained.cwd, 'a.safetensors'))
    writeFileSync(join(trained.cwd, 'cut.safetensors'), bytes.subarray(0, bytes.length - 3))
    const { stderr, code } = await predict(['cut.safetensors', 'new.csv'])
    assert.is(code, 3)
    assert.match(
      stderr,
      /^regbench: cut\.safetensors: the file is damaged, or not in the safetensors format: it has \d+ bytes of data where its tensors take \d+\n$/,
    )
  })

  test('a reader that has seen enough ends it quietly', async () => {
    const rows = NEW_BIRDS.trim().split('\n').slice(1)
    const many = `${NEW_BIRDS.split('\n')[0]}\n${Array.from({ length: 60_000 }, (_, i) => rows[i % 3]).join('\n')}\n`
    writeFileSync(join(trained.cwd, 'many.csv'), many)
    const child = start(['predict', 'a.safetensors', 'many.csv', '--quiet'], { cwd: trained.cwd })
    child.stdout!.once('data', () => child.stdout!.destroy())
    const { code, stderr } = await finished(child)
    assert.is(code, 0)
    assert.is(stderr, '')
  })

  test('predicts a regression in units of the target, and keeps the bits of every chunking', async () => {
    const cwd = folder(files)
    const args = ['train', 'birds.csv', '--target', 'mass', '--ignore', 'kind', '--missing', 'impute']
    assertDone(await regbench([...args, '--method', 'l2', ...SMALL, '--save', 'm.onnx'], { cwd }))
    const result = await regbench(['predict', 'm.onnx', 'birds.csv', '--keep', 'mass'], { cwd })
    assertDone(result)
    assert.is(result.stdout.split('\n')[0], 'mass,prediction')
    const rows = readCsv(result.stdout)
    assert.is(rows.length, 60)
    assert.ok(rows.every(({ prediction }) => Number(prediction) > 2000 && Number(prediction) < 7000))
  })
})
