/** `regbench dropout` and `--average` as a user runs them. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { assert, suite } from '../harness.ts'
import { assertDone, assertRefused, folder, regbench, TINY } from './run.ts'
import { headerOf, readCsv } from './table.ts'

/** No hidden layer, so no widths to sweep: a second. */
const QUICK = ['--hidden', 'none', '--method', 'inverted-dropout:keep=1,input-keep=0.5', '--epochs', '2']

suite('cli: dropout', (test) => {
  test('prints four tables on standard output, the exports beside it, and nothing on standard error', async () => {
    const cwd = folder()
    const args = ['dropout', 'iris', ...QUICK, '--export-csv', 'd.csv', '--export-json', 'd.json']
    const result = await regbench(args, { cwd })
    assertDone(result)
    assert.is(result.stderr, '')
    assert.equal(result.stdout.match(/^\d\. .*/gm), [
      '1. Equivalence',
      '2. Cost in prediction',
      '3. Expected activation',
      '4. Averaging over masks',
    ])
    assert.match(result.stdout, /vanilla is inverted dropout to the bit/)
    for (const line of result.stdout.split('\n')) assert.ok(line.length <= 100, line)
    const tables = readCsv(readFileSync(join(cwd, 'd.csv'), 'utf8')).map((row) => row.table)
    assert.equal([...new Set(tables)], ['equivalence', 'cost', 'activations', 'averages'])
    assert.ok(JSON.parse(readFileSync(join(cwd, 'd.json'), 'utf8')).equivalence.identical)
  })

  const refused: Record<string, string> = {
    'dropout iris --method l2':
      '--method l2:0.001 has no dropout to look into; write for example inverted-dropout:keep=0.5',
    'dropout iris --hidden none':
      '--method inverted-dropout:keep=0.5 drops nothing in this network; keep less than 1, of the features (input-keep) where there is no hidden layer',
    'dropout iris --test x.csv --test-fraction 0.5':
      '--test and --test-fraction exclude each other: each says which rows are tested',
    'dropout iris --method inverted-dropout:keep=0.5+l2:1e-3,bias=true':
      '--method term "l2:1e-3,bias=true": dropout compares runs whose weights differ in size and whose biases do not, so one strength cannot serve both; leave bias=true out',
  }
  for (const [line, sentence] of Object.entries(refused)) {
    test(`${line} is refused`, async () => assertRefused(await regbench(line.split(' ')), 2, sentence))
  }
})

suite('cli: --average', (test) => {
  const methods = ['--method', 'none', '--method', 'inverted-dropout:keep=0.5']

  test('compare scores methods with noise by the average, and others as ever', async () => {
    const run = async (average: string) => {
      const result = await regbench([
        'compare',
        'iris',
        ...TINY,
        ...methods,
        '--average',
        average,
        '--format',
        'csv',
      ])
      assertDone(result)
      return readCsv(result.stdout).map((row) => row.test_loss_mean)
    }
    const [scale, mc, exact] = [await run('scale'), await run('mc:30'), await run('exact')]
    assert.equal([mc[0], exact[0]], [scale[0], scale[0]])
    assert.is(new Set([scale[1], mc[1], exact[1]]).size, 3)
    assert.ok(Math.abs(Number(mc[1]) - Number(exact[1])) < 0.1)
  })

  test('the heading says so', async () => {
    const { stdout } = await regbench(['compare', 'iris', ...TINY, ...methods, '--average', 'mc:3'])
    assert.match(
      stdout.replace(/\s+/g, ' '),
      'predictions averaged over 3 sampled networks where a method has noise',
    )
  })

  test('a run is not resumed with another average', async () => {
    const cwd = folder()
    const args = ['compare', 'iris', ...TINY, ...methods, '--export-trials', 't.csv', '--quiet']
    assertDone(await regbench([...args, '--average', 'mc:3'], { cwd }))
    const again = await regbench([...args, '--resume'], { cwd })
    assert.is(again.code, 2)
    assert.match(again.stderr, /different average/)
  })

  test('predict tells how far sampled networks disagree', async () => {
    const cwd = folder()
    const train = ['train', 'iris', '--hidden', '5', '--epochs', '3', '--quiet']
    const save = (spec: string, file: string) =>
      regbench([...train, '--method', spec, '--save', file], { cwd })
    assertDone(await save('vanilla-dropout:keep=0.5', 'm.safetensors'))
    const predict = async (...args: string[]) => {
      const result = await regbench(['predict', 'm.safetensors', 'iris', ...args], { cwd })
      assertDone(result)
      return result.stdout
    }
    const [scaled, sampled] = [await predict(), await predict('--average', 'mc:25')]
    const classes = ['setosa', 'versicolor', 'virginica']
    const columns = ['prediction', ...classes.map((name) => `probability_${name}`)]
    assert.equal(headerOf(scaled), columns)
    const spread = [...classes.map((name) => `probability_sd_${name}`), 'entropy', 'mutual_information']
    assert.equal(headerOf(sampled), [...columns, ...spread])
    const rows = readCsv(sampled)
    assert.is(rows.length, 150)
    for (const row of rows) {
      assert.ok(Number(row.probability_sd_setosa) > 0)
      assert.ok(Number(row.entropy) > Number(row.mutual_information) && Number(row.mutual_information) > 0)
    }
    assert.is(await predict('--average', 'mc:25'), sampled)
  })

  const refused: Record<string, string> = {
    'compare iris --method none --method l2 --average mc:5':
      '--average mc:5: no method here has noise, so there is one network and nothing to average; leave it out, or name a method such as inverted-dropout:keep=0.5',
    'compare iris --average mc:0':
      '--average "mc:0": it must be scale, mc:K with a number of networks, exact or gaussian',
    'compare iris --method inverted-dropout:keep=0.5 --average exact':
      '--average exact: inverted-dropout:keep=0.5 may drop 192 units, which makes 2^192 masks; at most 20 units are enumerated, so write --average mc:100',
    'compare iris --method inverted-dropout:keep=0.5 --average gaussian':
      "--average gaussian is DropConnect's prediction and means nothing for inverted-dropout:keep=0.5; write --average mc:100",
    'compare iris --method gaussian-dropout:keep=0.5 --average exact':
      '--average exact goes through all masks over units, and gaussian-dropout:keep=0.5 has other noise; write --average mc:100',
  }
  for (const [line, sentence] of Object.entries(refused)) {
    test(`${line} is refused`, async () => assertRefused(await regbench(line.split(' ')), 2, sentence))
  }

  test('train refuses it for a method without noise, and saves nothing', async () => {
    const cwd = folder()
    const args = ['train', 'iris', '--method', 'l2:0.1', '--save', 'm.onnx', '--average', 'mc:9']
    assertRefused(
      await regbench(args, { cwd }),
      2,
      '--average mc:9: l2:0.1 has no noise, so there is one network and nothing to average; leave it out, or name a method such as inverted-dropout:keep=0.5',
    )
    assert.not.ok(existsSync(join(cwd, 'm.onnx')))
  })
})
