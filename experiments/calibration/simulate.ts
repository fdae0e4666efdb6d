/**
 * Runs the simulations that are not done yet and keeps what they predicted; what is made of it is the affair of
 * summarize.ts, so that another variance needs no new training.
 *
 *     node --import tsx experiments/calibration/simulate.ts TABLES RAW [cell ...]
 */
import { join } from 'node:path'
import { type Cell, cells, FIRST_SIMULATION, nameOf, taskOf } from './cells.ts'
import { append, doneIn, emptyRecord } from './record.ts'
import { openSource, type Source } from './sources.ts'
import { openTrainer } from './trainer.ts'
import { TrueScores } from './truth.ts'

const [tables, raw, ...names] = process.argv.slice(2)
if (raw === undefined) throw new Error('usage: simulate.ts TABLES RAW [cell ...]')

/** In rounds, so that every cell has some figures early. */
for (const isFirst of [true, false]) {
  for (const share of isFirst ? [0.5, 1] : [0.25, 1]) {
    for (const cell of cells) {
      if (isFirst !== (cell.first === FIRST_SIMULATION)) continue
      if (names.length > 0 && !names.includes(nameOf(cell))) continue
      await run(cell, Math.ceil(share * cell.wanted))
    }
  }
}

async function run(cell: Cell, until: number): Promise<void> {
  const file = join(raw, `${nameOf(cell)}.bin`)
  const first = doneIn(file, cell)
  if (first >= until) return
  const began = performance.now()
  const simulation = await prepare(cell, await openSource(cell, tables))
  for (let number = first; number < until; number++) append(file, simulation(cell.first + number))
  const seconds = (performance.now() - began) / 1000
  console.error(
    `${new Date().toISOString()} ${nameOf(cell)}: ${until - first} more, ${until} of ${cell.wanted}, ${(seconds / (until - first)).toFixed(3)} s each`,
  )
}

/** Reserves memory for the cell; the function it returns runs a simulation and gives its record. */
async function prepare(cell: Cell, source: Source): Promise<(simulation: number) => Uint8Array> {
  const trainer = await openTrainer(cell, source)
  const { dataset } = trainer
  const measured = new Set(cell.measured.flat())
  const isClasses = taskOf(cell.kind) === 'classification'

  return (number) => {
    const { sample, population } = source.draw(dataset, number)
    const record = emptyRecord(cell)
    const place = new Map(Array.from(sample, (row, i) => [row, i]))
    sample.forEach((row, i) => {
      record.answers[i] = isClasses ? dataset.labels[row] : dataset.targets[row]
    })
    const truth = new TrueScores(cell, source, dataset, population)
    for (let repeat = 0; repeat < cell.repeats; repeat++) {
      for (const split of trainer.folds(number, repeat, sample, cell.folds)) {
        for (const row of split.test) record.folds[repeat * cell.rows + place.get(row)!] = split.fold
        cell.methods.forEach((_, m) => {
          const trained = trainer.train(number, m, split)
          const write = (m * cell.repeats + repeat) * cell.rows
          const tested = trained.predict(split.test)
          split.test.forEach((row, i) => {
            record.outputs[write + place.get(row)!] = tested[i]
          })
          if (measured.has(m)) truth.add(m, trained.predictScaled(population), trained.scaling.target)
        })
      }
    }
    truth.write(record.truths)
    return record.bytes
  }
}
