/** `regbench predict`: rows in, predictions out. */
import { EXIT } from '../util/errors.ts'
import { addAverageOption, averageOption } from './averageOption.ts'
import type { CommandDefinition } from './command.ts'
import { addPredictOptions, checkKept, rowOptions } from './modelOptions.ts'
import { buildOption } from './options.ts'

export const predictCommand: CommandDefinition = {
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

  configure(command) {
    command
      .argument('<model>', 'what train saved: .safetensors or .onnx')
      .argument('<data>', 'CSV file (.gz too), - for standard input, or a bundled name')
    addPredictOptions(command)
    addAverageOption(command, 'Prediction:')
  },

  async run([path, source], raw) {
    const { loadModel } = await import('../models/store.ts')
    const { rowOptionsFor } = await import('../models/manifest.ts')
    const { predictRows } = await import('../models/predict.ts')
    const { openData } = await import('../data/read/load.ts')
    const { predictionColumns, renderHeader, renderRows } = await import('../report/predictions.ts')
    const { notice, print } = await import('./terminal.ts')
    const { model, reading } = await loadModel(path)
    const options = rowOptionsFor(reading, rowOptions(raw))
    const { average } = averageOption(raw)
    const { chunks, notes } = await predictRows(
      model,
      openData(source, options),
      options,
      buildOption(raw),
      average,
    )
    let first = true
    for await (const chunk of chunks) {
      if (first) checkKept(chunk.keptNames, predictionColumns(model.classes, chunk.spread?.names))
      const header = first ? renderHeader(chunk.keptNames, model.classes, chunk.spread?.names) : ''
      first = false
      // Nobody reads on: `| head` has seen enough.
      if (!(await print(header + renderRows(chunk)))) break
    }
    notice(raw, notes())
    return EXIT.done
  },
}
