/** `regbench train`: one method, fitted on all rows and saved. */
import { EXIT } from '../util/errors.ts'
import { addAverageOption, averageOption } from './averageOption.ts'
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
  ],

  configure(command) {
    command.argument('<data>', 'CSV file (.gz too), - for standard input, or a bundled name')
    addTrainOptions(command)
    shared.addDataOptions(command)
    shared.addNetworkOptions(command)
    shared.addTrainingOptions(command)
    addAverageOption(command, 'Model:')
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
    checkDistinct(paths, [source])
    checkWritable(paths)

    const { loadDataset } = await import('../data/load.ts')
    const { notice, outputStyle, print } = await import('./terminal.ts')
    const options = shared.dataOptions(raw)
    const dataset = await loadDataset(source, options)
    notice(raw, dataset.notes)

    const { fit } = await import('../experiment/train.ts')
    const { createLearningCurve } = await import('../report/learningCurve.ts')
    const { interruption } = await import('./signals.ts')
    const curve = createLearningCurve(process.stderr, raw.quiet !== true && raw.progress !== false)
    const { signal, dispose } = interruption('nothing was saved')
    const { model, figures } = await fit(dataset, settings, {
      signal,
      onEpoch: (point) => curve.update(point),
    }).finally(() => {
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
