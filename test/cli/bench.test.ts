import { assert, suite } from '../harness.ts'
import { assertDone, assertRefused, regbench } from './run.ts'

suite('cli: bench', (test) => {
  test('times a training of any data, network and method', async () => {
    const line = 'bench train iris --hidden 8 --epochs 2 --method l2 --rounds 1 --format json'
    const result = await regbench(line.split(' '))
    assertDone(result)
    const { workload, rounds, samples_per_second, fingerprint } = JSON.parse(result.stdout)
    assert.equal([workload, rounds], ['iris', 1])
    assert.ok(samples_per_second > 0)
    assert.match(fingerprint, /^[0-9a-f]{16}$/)
  })

  test('times kernels by name, always beside the peak', async () => {
    const result = await regbench([
      'bench',
      'kernels',
      '--only',
      'W1 NN 16 x 3 x',
      '--rounds',
      '1',
      '--format',
      'csv',
    ])
    assertDone(result)
    const names = result.stdout.split('\n').map((line) => line.split(',')[0])
    assert.equal(names.slice(1, 4), ['peak: multiply and add', 'peak: multiply-add', 'W1 NN 16 x 3 x 32'])
  })

  test('refuses what contradicts itself', async () => {
    const cases = [
      [
        'bench speed',
        'bench measures train, predict, kernels, compare, not "speed"; see regbench bench --help',
      ],
      ['bench train', 'bench train and bench predict want --workload or data, one of them'],
      [
        'bench train --workload W1 --epochs 3',
        '--workload W1 fixes network, training and method; name data to choose them',
      ],
      ['bench kernels iris', 'bench kernels has its own data; leave out "iris"'],
      [
        'bench train iris --method early-stopping:5',
        'bench trains on all rows, so that none validate: time "early-stopping:5" without early-stopping',
      ],
    ] as const
    const results = await Promise.all(cases.map(([line]) => regbench(line.split(' '))))
    for (const [i, [, sentence]] of cases.entries()) assertRefused(results[i], 2, sentence)
  })
})
