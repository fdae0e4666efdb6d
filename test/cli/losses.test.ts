/** --loss, --class-weight and --clip-norm from the command line to trials, models and predictions. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { assert, suite } from '../harness.ts'
import { folder, regbench, TINY } from './run.ts'

/** One column of a CSV without quotes. */
function columnOf(text: string, name: string): string[] {
  const [header, ...rows] = text.trim().split('\n')
  const at = header!.split(',').indexOf(name)
  assert.ok(at >= 0, `no column ${name} in ${header}`)
  return rows.map((row) => row.split(',')[at]!)
}

/** Fingerprints, and what else the trials file has of one comparison. */
async function trials(data: string, more: readonly string[], cwd = folder()) {
  const { code, stderr } = await regbench(
    ['compare', data, '--method', 'none', ...TINY, '--export-trials', 't.csv', '--force', '--quiet', ...more],
    { cwd },
  )
  assert.is(code, 0, stderr)
  const text = readFileSync(join(cwd, 't.csv'), 'utf8')
  return { fingerprints: columnOf(text, 'fingerprint'), testLosses: columnOf(text, 'test_loss').map(Number) }
}

/** 200 rows, 16 of them `yes`, which overlap with the `no` beside them. */
function rare(): string {
  const rows = Array.from({ length: 200 }, (_, i) => {
    const isRare = i % 25 === 3 || i % 25 === 17
    const x = Math.sin(1 + 2.399963 * i) + (isRare ? 1.1 : 0)
    return `${x.toFixed(4)},${Math.cos(7.1 * i).toFixed(4)},${isRare ? 'yes' : 'no'}`
  })
  return `x,z,answer\n${rows.join('\n')}\n`
}

suite('cli: losses and weights', (test) => {
  test('a loss of numbers changes what is learnt and the losses; squared is what is learnt without', async () => {
    const plain = await trials('diabetes', [])
    assert.equal(await trials('diabetes', ['--loss', 'squared']), plain)
    for (const loss of ['absolute', 'huber:0.5']) {
      const other = await trials('diabetes', ['--loss', loss])
      other.fingerprints.forEach((fingerprint, i) => {
        assert.not.equal(fingerprint, plain.fingerprints[i], loss)
        assert.not.equal(other.testLosses[i], plain.testLosses[i], loss)
      })
    }
  })

  test('a finished run is not continued with another loss, and is with the one it had', async () => {
    const cwd = folder()
    await trials('diabetes', ['--loss', 'huber:1.35'], cwd)
    const again = (...loss: string[]) =>
      regbench(
        ['compare', 'diabetes', '--method', 'none', ...TINY, '--export-trials', 't.csv', '--resume', ...loss],
        { cwd },
      )
    const same = await again('--loss', 'huber:1.35')
    assert.is(same.code, 0, same.stderr)
    assert.match(same.stdout, /huber:1\.35\s+loss/)
    const other = await again('--loss', 'absolute')
    assert.is(other.code, 2)
    assert.match(other.stderr, /different training/)
  })

  test('weights of classes find more of a rare class, in train, predict and a YAML file', async () => {
    const cwd = folder()
    writeFileSync(join(cwd, 'rare.csv'), rare())
    const found = async (name: string, ...more: string[]) => {
      const fit = [
        'train',
        'rare.csv',
        '--hidden',
        'none',
        '--epochs',
        '60',
        '--method',
        'l2:1e-3',
        '--quiet',
      ]
      const trained = await regbench([...fit, '--save', `${name}.safetensors`, ...more], { cwd })
      assert.is(trained.code, 0, trained.stderr)
      const predicted = await regbench(['predict', `${name}.safetensors`, 'rare.csv'], { cwd })
      assert.is(predicted.code, 0, predicted.stderr)
      const answers = columnOf(predicted.stdout, 'prediction')
      const right = columnOf(rare(), 'answer')
      return answers.filter((answer, i) => answer === 'yes' && right[i] === 'yes').length
    }
    const plain = await found('plain')
    const balanced = await found('balanced', '--class-weight', 'balanced')
    const named = await found('named', '--class-weight', 'yes=11.5')
    assert.ok(plain <= 7, `${plain} of 16 without weights`)
    assert.ok(balanced >= 12 && named >= 12, `${balanced} and ${named} of 16 with weights`)
    writeFileSync(join(cwd, 'fit.yaml'), 'class-weight: balanced\n')
    assert.is(await found('file', '--config', 'fit.yaml'), balanced)
  })

  test('a column of weights counts rows in the loss, held-out ones and the scores too; equal ones count for nothing', async () => {
    const cwd = folder()
    const rows = readFileSync(new URL('../../datasets/diabetes.csv', import.meta.url), 'utf8')
      .trim()
      .split('\n')
    const withWeight = (name: string, weight: (row: number) => number) => {
      const [header, ...rest] = rows as [string, ...string[]]
      const lines = rest.map((row, i) => `${weight(i)},${row}`)
      writeFileSync(join(cwd, name), `${[`w,${header}`, ...lines].join('\n')}\n`)
    }
    withWeight('even.csv', () => 2.5)
    withWeight('odd.csv', (i) => [0.5, 3, 1][i % 3]!)
    const plain = await trials('even.csv', ['--ignore', 'w'], cwd)
    assert.equal(await trials('even.csv', ['--weight', 'w'], cwd), plain)
    const odd = await trials('odd.csv', ['--weight', 'w'], cwd)
    odd.fingerprints.forEach((fingerprint, i) => {
      assert.not.equal(fingerprint, plain.fingerprints[i])
      assert.not.equal(odd.testLosses[i], plain.testLosses[i])
    })
  })

  test('clipping keeps finite a fit that runs away without it', async () => {
    const rate = ['--optimizer', 'momentum', '--schedule', 'constant', '--learning-rate', '5']
    const fit = ['train', 'diabetes', '--method', 'none', '--epochs', '5', ...rate]
    const run = (...more: string[]) => {
      const cwd = folder()
      return regbench([...fit, '--save', 'm.safetensors', '--quiet', ...more], { cwd })
    }
    const wild = await run()
    assert.is(wild.code, 1)
    assert.match(wild.stderr, /diverged/)
    const tamed = await run('--clip-norm', '0.001')
    assert.is(tamed.code, 0, tamed.stderr)
  })

  test('what does not fit the data is one sentence', async () => {
    for (const [args, sentence] of [
      [
        ['iris', '--loss', 'absolute'],
        /--loss absolute is for a number to predict, and "species" has classes/,
      ],
      [
        ['iris', '--class-weight', 'setosa=2,virginika=3'],
        /iris has no class "virginika"; did you mean "virginica"\?/,
      ],
      [
        ['diabetes', '--class-weight', 'balanced'],
        /--class-weight needs classes, and the target "progression"/,
      ],
      [['diabetes', '--loss', 'huber:0'], /--loss "huber:0": it must be squared, absolute or huber:D/],
    ] as const) {
      const { code, stderr } = await regbench(['compare', ...args, '--method', 'none', ...TINY])
      assert.is(code, 2, stderr)
      assert.match(stderr, sentence)
      assert.is(stderr.trim().split('\n').length, 1, stderr)
    }
  })
})
