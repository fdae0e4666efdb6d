/** Columns that have one value in all training rows, or in all but one row, must not speak in new rows. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { assert, suite } from '../harness.ts'
import { assertDone, folder, regbench } from './run.ts'
import { readCsv } from './table.ts'

const fixture = (name: string) =>
  readFileSync(fileURLToPath(new URL(`../fixtures/constant/${name}`, import.meta.url)))
const FILES = {
  'train.csv': fixture('const_train.csv'),
  'new.csv': fixture('const_new.csv'),
  'rare.csv': fixture('rare_numeric.csv'),
}

suite('cli: columns that cannot be learnt', (test) => {
  for (const scale of ['standard', 'minmax', 'robust', 'none']) {
    test(`--scale ${scale}: a pressure of 101500 after 101325 in all training rows changes nothing, and is told`, async () => {
      const cwd = folder(FILES)
      const fit = ['train', 'train.csv', '--method', 'none', '--hidden', '16', '--scale', scale, '--quiet']
      assertDone(await regbench([...fit, '--save', 'm.safetensors', '--save', 'm.onnx'], { cwd }))
      const { code, stdout, stderr } = await regbench(['predict', 'm.safetensors', 'new.csv'], { cwd })
      assert.is(code, 0, stderr)
      assert.match(
        stderr,
        'new.csv:5: column "pressure": 3 rows, this the first, hold numbers (101500) other than',
      )
      assert.is((await regbench(['predict', 'm.onnx', 'new.csv'], { cwd })).stdout, stdout)
      const right = readCsv(FILES['new.csv'].toString()).map(({ y }) => Number(y))
      readCsv(stdout).forEach(({ prediction }, i) => {
        // Before, rows of another pressure were answered 458.9 where -3.6 is right.
        assert.ok(Math.abs(Number(prediction) - right[i]!) < 0.5, `${prediction} for ${right[i]}`)
      })
    })
  }

  test('one rare value ranks no method: errors stay those of the other rows', async () => {
    const args = ['compare', 'rare.csv', '--hidden', '16', '--repeats', '1', '--format', 'csv']
    const methods = ['none', 'l2', 'max-norm'].flatMap((method) => ['--method', method])
    const { code, stdout, stderr } = await regbench([...args, ...methods], { cwd: folder(FILES) })
    assert.is(code, 0, stderr)
    // The rare value made them 2000 times as large.
    for (const { method, test_score_mean } of readCsv(stdout).filter(({ kind }) => kind === 'method'))
      assert.ok(Number(test_score_mean) < 1, `${method}: ${test_score_mean}`)
    assert.match(stderr, /1 test row holds numbers in columns that are constant .*: column "bonus"/)
  })
})
