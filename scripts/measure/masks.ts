/**
 * Time of a training step under dropout with a mask for each row and with one for the minibatch, beside a step without
 * dropout and steps of dropconnect; on made-up rows, one thread.
 *
 *     taskset -c 1 node --import tsx scripts/measure/masks.ts [strict|relaxed] [filter]
 *
 * `filter` is part of a line's name, for instance `1024` or `batch 32`.
 */
import { parseMethod } from '../../src/regularizers/method.ts'
import { toy } from '../../src/selftest/rig.ts'
import type { Model } from '../../src/training/model.ts'
import { trainStep } from '../../src/training/trainer.ts'
import { Workspace } from '../../src/training/workspace.ts'
import { median } from '../../src/util/quantile.ts'
import { timedBuild } from './compile.ts'

const NETWORKS = [
  [64, 128, 64, 10],
  [784, 256, 256, 10],
  [784, 1024, 1024, 10],
  [784, 2048, 2048, 10],
]
const BATCHES = [32, 128]
const DROPOUT = 'inverted-dropout:keep=0.5'
/** The slow one last, and only where it ends soon. */
const METHODS = [
  'none',
  DROPOUT,
  `${DROPOUT},mask=batch`,
  'dropconnect:keep=0.5,mask=batch',
  'dropconnect:keep=0.5',
]
const SLOW_ABOVE = 1e6
const ROUNDS = 15
const ROUND_MILLISECONDS = 60

const build = timedBuild(process.argv[2])
const filter = process.argv[3] ?? ''

async function prepare(spec: string, sizes: readonly number[], batchSize: number): Promise<Model> {
  const setup = toy('classification', batchSize, sizes, 'relu', {
    batchSize,
    optimizer: 'momentum',
    learningRate: 0.01,
  })
  const method = parseMethod(spec)
  const settings = { ...setup, scale: 'none', methods: [method], build } as const
  const workspace = await Workspace.open(setup.dataset, settings)
  return workspace.model(method, setup.split)
}

interface Line {
  readonly method: string
  readonly milliseconds: number[]
  run(): void
}

/** Rounds of all methods in turn, so that a disturbance hits them alike. */
function measure(lines: readonly Line[]): void {
  for (let round = 0; round < ROUNDS; round++) {
    for (const { run, milliseconds } of lines) {
      const began = performance.now()
      let steps = 0
      do {
        run()
        steps++
      } while (performance.now() - began < ROUND_MILLISECONDS)
      // The first rounds run in V8's baseline code.
      if (round > 2) milliseconds.push((performance.now() - began) / steps)
    }
  }
}

console.log(
  `Node ${process.version}, milliseconds of a step: median and least of ${ROUNDS - 3} rounds; median speed in the same round`,
)
for (const sizes of NETWORKS) {
  for (const batch of BATCHES) {
    const name = `${sizes.join('-')}, batch ${batch}`
    if (!name.includes(filter)) continue
    const weights = sizes.slice(1).reduce((sum, fanOut, l) => sum + sizes[l]! * fanOut, 0)
    const methods = weights * batch > SLOW_ABOVE * 30 ? METHODS.slice(0, -1) : METHODS
    const lines: Line[] = []
    for (const method of methods) {
      const model = await prepare(method, sizes, batch)
      let step = 0
      lines.push({
        method,
        milliseconds: [],
        run: () => trainStep(model, model.train.ids, 0, batch, step++, 0.001),
      })
    }
    measure(lines)
    const example = lines.find(({ method }) => method === DROPOUT)!.milliseconds
    console.log(`\n${name}`)
    for (const { method, milliseconds } of lines) {
      const ratios = milliseconds.map((value, round) => example[round]! / value)
      const least = Math.min(...milliseconds)
      const cells = [median(milliseconds).toFixed(3), least.toFixed(3), `${median(ratios).toFixed(2)} x`]
      console.log(`  ${method.padEnd(38)}${cells.map((cell) => cell.padStart(10)).join('')}`)
    }
  }
}
