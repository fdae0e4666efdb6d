import { join } from 'node:path'
import { assert, suite } from '../harness.ts'
import { folder, regbench, TINY } from './run.ts'

suite('cli: --train-rows', (test) => {
  test('compare trains at each size, tests the same rows, and report joins them again', async () => {
    const cwd = folder()
    const words = [
      'compare',
      'iris',
      '--method',
      'none',
      '--method',
      'l2',
      ...TINY,
      '--train-rows',
      '60,20',
      '--no-yardstick',
      '--quiet',
    ]
    const { code, stdout, stderr } = await regbench(
      [...words, '--format', 'csv', '--export-trials', 't.csv'],
      { cwd },
    )
    assert.is(code, 0, stderr)
    const rows = stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split(',').slice(0, 3).join(' '))
    assert.equal(rows, [
      'dataset train_rows method',
      'iris 20 none',
      'iris 20 l2:0.001',
      'iris 60 none',
      'iris 60 l2:0.001',
    ])
    const again = await regbench(['report', join(cwd, 't.csv'), '--format', 'csv', '--quiet'], { cwd })
    assert.is(again.stdout, stdout)
  })

  test('tune chooses at each size', async () => {
    const words = [
      'tune',
      'iris',
      '--method',
      'l2',
      '--list',
      'l2=1e-3,1e-2',
      '--folds',
      '3',
      '--epochs',
      '2',
      '--hidden',
      '8',
    ]
    const { code, stdout } = await regbench([...words, '--train-rows', '20,60', '--format', 'csv', '--quiet'])
    assert.is(code, 0)
    assert.equal(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => line.split(',').slice(0, 2).join(' ')),
      ['train_rows method', '20 l2:1e-3', '20 l2:1e-2', '60 l2:1e-3', '60 l2:1e-2'],
    )
  })
})
