/**
 * What methods add to training, as ratios to the method of a workload alone: CPU time of whole trainings in turn, on one thread.
 *
 *     taskset -c 1 node --import tsx scripts/measure/methods.ts [W2|W4] [rounds] [strict|relaxed]
 *
 * W4 has its network and minibatches, on made-up rows of which as many values are 0 as in MNIST.
 */

import { loadWorkload, wholeSplit } from '../../src/bench/load.ts'
import { workloads } from '../../src/bench/workloads.ts'
import { randomKey } from '../../src/core/random.ts'
import { parseMethod } from '../../src/regularizers/method.ts'
import { toy } from '../../src/selftest/rig.ts'
import { train } from '../../src/training/trainer.ts'
import { Workspace } from '../../src/training/workspace.ts'
import { median } from '../../src/util/quantile.ts'
import { timedBuild } from './compile.ts'

const ADDED = ['batch-norm', 'lookahead', 'weight-averaging', 'weight-averaging:kind=ema', 'adversarial:0.01']

const name = process.argv[2] === 'W4' ? 'W4' : 'W2'
const rounds = Number(process.argv[3] ?? 9)
const build = timedBuild(process.argv[4])
const workload = workloads[name]
const epochs = name === 'W2' ? 12 : 1

/** Rows of MNIST's shape, four fifths of their values 0. */
function madeUp() {
  const rows = 10 * workload.training.batchSize
  const { dataset } = toy('classification', rows, [784, 10])
  return {
    ...dataset,
    matrix: dataset.matrix.map((value, i) => ((i * 7919) % 100 < 81 ? 0 : Math.min(1, Math.abs(value)))),
  }
}

const dataset = name === 'W2' ? await loadWorkload(workload) : madeUp()
const split = wholeSplit(dataset)
const training = { ...workload.training, epochs }
const known = ADDED.filter((term) => {
  try {
    parseMethod(term)
    return true
  } catch {
    return false
  }
})
const specs = [workload.method, ...known.map((term) => `${workload.method}+${term}`)]
const settings = { network: workload.network, training, scale: 'none', seed: 0, build } as const
const methods = specs.map(parseMethod)
const workspace = await Workspace.open(dataset, { ...settings, methods })
const seconds = specs.map((): number[] => [])
for (let round = 0; round <= rounds; round++) {
  methods.forEach((method, i) => {
    const model = workspace.model(method, split)
    const began = process.cpuUsage()
    train(model, training, randomKey(0, 'order', 0, 0))
    const { user, system } = process.cpuUsage(began)
    // The first round runs in V8's baseline code.
    if (round > 0) seconds[i].push((user + system) / 1e6)
  })
}
await workspace.close()
console.log(
  `${name}, ${build}, ${epochs} epochs, medians of ${rounds} rounds in turn, Node ${process.version}`,
)
specs.forEach((spec, i) => {
  const ratios = seconds[i].map((value, round) => value / seconds[0][round])
  console.log(
    `${(median(seconds[i]) * 1000).toFixed(1).padStart(8)} ms  ${median(ratios).toFixed(3)}  ${spec}`,
  )
})
