/** `regbench predict`: rows in, predictions out. */
import { averageOf } from '../experiment/config.ts'
import type { PredictionTally } from '../models/score.ts'
import { newRows } from '../settings/data.ts'
import { text } from '../settings/kinds.ts'
import { methods } from '../settings/methods.ts'
import { output } from '../settings/output.ts'
import { running } from '../settings/running.ts'
import { group, pick } from '../settings/setting.ts'
import { EXIT, usageError } from '../util/errors.ts'
import { STANDARD_OUTPUT } from '../util/standardOutput.ts'
import { defineCommand } from './command.ts'

export const predictCommand = defineCommand({
  examples: [
    [
      'regbench predict model.safetensors new.csv > predictions.csv',
      'a prediction and its probabilities for each row',
    ],
    [
      'regbench predict model.safetensors new.csv --keep id,name',
      'with columns of the input to know the rows by',
    ],
    [
      'regbench predict model.safetensors new.csv --average mc:100',
      'the mean of 100 sampled networks, and how far they disagree',
    ],
    ['zcat new.csv.gz | regbench predict model.onnx -', 'from a pipe; a model saved as ONNX serves as well'],
  ],

  operands: [
    ['<model>', 'what train saved: .safetensors or .onnx'],
    ['<data>', 'CSV file (.gz too), - for standard input, or a bundled name'],
  ],
  groups: {
    data: newRows,
    prediction: group('Prediction', { average: methods.settings.average }),
    output: group('Output', {
      output: {
        kind: text,
        placeholder: 'file',
        short: 'o',
        summary: 'write the predictions to this file instead of standard output',
      },
      quiet: { ...output.settings.quiet, summary: 'no notes or warnings' },
    }),
    running: pick(running, 'build'),
  },

  async run([path, source], given) {
    const { loadModel } = await import('../models/store.ts')
    const { rowOptionsFor } = await import('../models/manifest.ts')
    const { predictRows } = await import('../models/predict.ts')
    const { openData } = await import('../data/read/load.ts')
    const { predictionColumns, renderHeader, renderRows } = await import('../report/predictions.ts')
    const { notice } = await import('./terminal.ts')
    const { checkDistinct, checkWritable } = await import('./exports.ts')
    const { wholeFile } = await import('../util/wholeFile.ts')
    const target = given.output.output ?? STANDARD_OUTPUT
    checkDistinct([target], [path, source])
    checkWritable([target])
    const { model, reading } = await loadModel(path)
    const options = rowOptionsFor(reading, given.data)
    const { chunks, notes, tally } = await predictRows(
      model,
      openData(source, options),
      options,
      given.running.build,
      averageOf(given.prediction.average).average,
    )
    let first = true
    const file = await wholeFile(target)
    try {
      for await (const chunk of chunks) {
        if (first) checkKept(chunk.keptNames, predictionColumns(model.classes, chunk.spread?.names))
        const header = first ? renderHeader(chunk.keptNames, model.classes, chunk.spread?.names) : ''
        first = false
        // Nobody reads on: `| head` has seen enough.
        if (!(await file.append(header + renderRows(chunk)))) break
      }
      await file.finish()
    } finally {
      await file.discard()
    }
    notice(given.output, [...notes(), ...(await sentencesOn(tally, model.target))])
    return EXIT.done
  },
})

/** What the predictions are worth, where the file tells, and whether they look at anything. */
async function sentencesOn(tally: PredictionTally, target: string): Promise<string[]> {
  const { oneAnswerSentences, scoreSentence } = await import('../report/findings/predictions.ts')
  const [score, one] = [tally.score(), tally.oneAnswer()]
  return [
    ...(score === null ? [] : [scoreSentence(score, target)]),
    ...(one === null ? [] : oneAnswerSentences(one.rows, one.answer, 'row')),
  ]
}

/** Refuses kept columns that the output has anyway. */
export function checkKept(kept: readonly string[], columns: readonly string[]): void {
  const taken = kept.find((name) => columns.includes(name))
  if (taken === undefined) return
  throw usageError(`--keep ${taken}: the predictions have a column of that name; rename the one in the file`)
}
