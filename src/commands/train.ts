/** `regbench train`: one method, fitted on all rows and saved. */
import { EXIT } from '../util/errors.ts'
import { addAverageOption, averageOption } from './averageOption.ts'
import { addCheckpointOptions, checkCheckpointOptions, openCheckpoints } from './checkpoints.ts'
import type { CommandDefinition } from './command.ts'
import { addTrainOptions, trainMethod } from './modelOptions.ts'
import * as shared from './options.ts'

export const trainCommand: CommandDefinition = {
  examples: [
    [
      'regbench train digits --method inverted-dropout:keep=0.5 --save model.safetensors',
      'then: regbench predict',
    ],
    [
      'regbench train data.csv --target y --missing impute --method l2:1e-3 --save model.onnx',
      'for ONNX Runtime, preprocessing included',
    ],
    [
      'regbench train data.csv --method early-stopping:5 --save a.safetensors --save a.onnx --format json',
      'both files of one fit, and figures for a script',
    ],
    [
      'regbench train data.csv --method l2:1e-4 --epochs 5000 --save m.onnx --checkpoint m.state --resume',
      'a long fit that may be stopped and started again',
    ],
  ],

  configure(command) {
    command.argument('<data>', 'CSV file (.gz too), - for standard input, or a bundled name')
    addTrainOptions(command)
    shared.addDataOptions(command)
    shared.addNetworkOptions(command)
    shared.addTrainingOptions(command)
    addAverageOption(command, 'Model:')
    addCheckpointOptions(command)
  },

  async run([source], raw) {
    const settings = {
      ...trainMethod(raw),
      ...averageOption(raw),
      network: shared.networkOptions(raw),
      training: shared.trainingOptions(raw),
      scale: shared.scaleOption(raw),
      seed: raw.seed as number,
      build: shared.buildOption(raw),
    }
    const paths = raw.save as string[]
    const { formatOf, saveModel } = await import('../models/store.ts')
    const { checkDistinct, checkWritable } = await import('./exports.ts')
    for (const path of paths) formatOf(path)
    checkCheckpointOptions(raw)
    const outputs = raw.checkpoint === undefined ? paths : [...paths, raw.checkpoint as string]
    checkDistinct(outputs, [source])
    checkWritable(outputs)

    const { loadDataset } = await import('../data/load.ts')
    const { notice, outputStyle, print } = await import('./terminal.ts')
    const options = shared.dataOptions(raw)
    const dataset = await loadDataset(source, options)
    notice(raw, dataset.notes)

    const { fit } = await import('../experiment/train.ts')
    const { createLearningCurve } = await import('../report/learningCurve.ts')
    const { interruption } = await import('./signals.ts')
    const curve = createLearningCurve(process.stderr, raw.quiet !== true && raw.progress !== false)
    const file = await openCheckpoints(raw, dataset.hash, settings)
    notice(raw, file?.notes ?? [])
    const { signal, dispose } = interruption('nothing was saved')
    const { model, figures } = await fit(dataset, settings, {
      signal,
      ...(file && { checkpoints: file.checkpoints }),
      onEpoch: (point) => curve.update(point),
    })
      .catch((error) => {
        throw signal.aborted && file ? file.interrupted(error) : error
      })
      .finally(() => {
        curve.end()
        dispose()
      })
    const { savedModel } = await import('../models/saved.ts')
    const saved = savedModel(model, dataset, settings, options, figures)
    for (const path of paths) await saveModel(path, saved)

    const { describeSettings } = await import('../experiment/describe.ts')
    const { renderFit } = await import('../report/fit.ts')
    const { rows, features, target, task, classes } = dataset
    const report = {
      figures,
      data: { rows, features: features.length, target, task, classes: classes.length },
      settings: describeSettings(settings),
      saved: paths,
    }
    await print(renderFit(report, shared.formatOption(raw), outputStyle(raw)))
    return EXIT.done
  },
}
