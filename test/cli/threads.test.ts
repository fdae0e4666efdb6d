import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { assert, suite } from '../harness.ts'
import { finished, folder, interrupt, NOTED, regbench, start } from './run.ts'

const WIDE = ['--hidden', '256,256', '--batch-size', '64'] as const
const FIT = ['train', 'digits', '--method', 'inverted-dropout:keep=0.5+l2:1e-4', ...WIDE] as const
const TRIALS = [
  '--method',
  'none',
  '--method',
  'inverted-dropout:keep=0.5',
  '--method',
  'batch-norm+adversarial:0.05+lookahead:k=2+weight-averaging:0.5+label-smoothing:0.1,schedule=linear',
  '--method',
  'snapshot-ensemble:2+mixup:1,schedule=linear+dropconnect:keep=0.7,mask=batch',
  '--test-fraction',
  '0.5',
] as const

suite('cli: --threads', (test) => {
  test('a model has the same bits with one thread and with two', async () => {
    const cwd = folder()
    for (const threads of ['1', '2']) {
      const { code, stderr } = await regbench(
        [...FIT, '--epochs', '3', '--threads', threads, '--save', `${threads}.onnx`, '--quiet'],
        { cwd },
      )
      assert.is(code, 0, stderr)
    }
    assert.ok(readFileSync(join(cwd, '1.onnx')).equals(readFileSync(join(cwd, '2.onnx'))))
  })

  test('trials have the same bits with one thread and with two, one at a time or two', async () => {
    const columns = async (...args: string[]) => {
      const line = [
        'compare',
        'iris',
        ...TRIALS,
        ...WIDE,
        '--epochs',
        '2',
        '--repeats',
        '2',
        '--format',
        'json',
      ]
      const { code, stdout, stderr } = await regbench([...line, '--quiet', ...args])
      assert.is(code, 0, stderr)
      return [...stdout.matchAll(/"fingerprint": *"(\w+)"/g)].map(([, bits]) => bits)
    }
    const one = await columns('--threads', '1')
    assert.is(one.length, 12, 'of four methods and two yardsticks')
    assert.equal(await columns('--threads', '2', '--jobs', '1'), one)
    assert.equal(await columns('--threads', '2', '--jobs', '2'), one)
  })

  test('an interruption ends the helpers as well', async () => {
    const cwd = folder({ 'noted.csv': NOTED })
    const args = [
      'train',
      'noted.csv',
      '--method',
      'none',
      ...WIDE,
      '--epochs',
      '10000000',
      '--save',
      'm.onnx',
    ]
    const child = start([...args, '--threads', '2'], { cwd })
    const end = finished(child)
    await interrupt(child)
    const { code, signal } = await end
    assert.is(code, 130, `signal ${signal}`)
  })

  test('a trial that takes too long is given up with its helpers, and the next one runs', async () => {
    const line = [
      'compare',
      'iris',
      ...TRIALS,
      ...WIDE,
      '--epochs',
      '1000000',
      '--repeats',
      '1',
      '--jobs',
      '1',
    ]
    const { code, stderr } = await regbench([
      ...line,
      '--threads',
      '2',
      '--trial-timeout',
      '0.3',
      '--no-progress',
    ])
    assert.is(code, 1)
    assert.match(stderr, /took longer than 0.3 s/)
  })

  test('refuses a number of threads that is none', async () => {
    const { code, stderr } = await regbench([...FIT, '--threads', '0', '--save', 'm.onnx'])
    assert.is(code, 2)
    assert.match(stderr, /--threads/)
  })
})
