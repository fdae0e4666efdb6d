/** `regbench train`: one method, fitted on all rows and saved. */
import type { Dataset } from '../data/dataset.ts'
import type { FirstLayer } from '../experiment/firstLayer.ts'
import type { FitSettings } from '../experiment/train.ts'
import { EXIT } from '../util/errors.ts'
import { addAverageOption, averageOption } from './averageOption.ts'
import {
  addCheckpointOptions,
  type CheckpointFile,
  checkCheckpointOptions,
  openCheckpoints,
} from './checkpoints.ts'
import type { CommandDefinition } from './command.ts'
import { addTrainOptions, trainMethod } from './modelOptions.ts'
import * as shared from './options.ts'
import {
  addWeightsImageOptions,
  checkWeightsImage,
  describeActivations,
  gridOf,
  type PictureGrid,
  weightsImagePaths,
  writeWeightsImages,
} from './weightsImage.ts'

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
      'regbench train digits --method inverted-dropout:keep=0.5 --weights-image digits.png',
      'what hidden units look for, with dropout and without',
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
    addWeightsImageOptions(command)
    shared.addGroup(command, 'Running:', [shared.threadsOption('of the fit')])
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
    const paths = (raw.save as string[] | undefined) ?? []
    const pictures = weightsImagePaths(raw)
    checkWeightsImage(raw, settings.network.hidden)
    const { formatOf, saveModel } = await import('../models/store.ts')
    const { checkDistinct, checkWritable } = await import('./exports.ts')
    for (const path of paths) formatOf(path)
    checkCheckpointOptions(raw)
    const outputs = [
      ...paths,
      ...pictures,
      ...(raw.checkpoint === undefined ? [] : [raw.checkpoint as string]),
    ]
    checkDistinct(outputs, [source])
    checkWritable(outputs)

    const { loadDataset } = await import('../data/read/load.ts')
    const { notice, outputStyle, print } = await import('./terminal.ts')
    const options = shared.dataOptions(raw)
    const dataset = await loadDataset(source, options)
    notice(raw, dataset.notes)
    const grid = pictures.length === 0 ? null : gridOf(dataset.features, raw.grid as PictureGrid | undefined)

    const file = await openCheckpoints(raw, dataset.hash, settings)
    notice(raw, file?.notes ?? [])
    const watched = await fitter(raw, dataset)
    const { fitted, layer } = await watched(settings, {
      kept: 'nothing was saved',
      looks: grid !== null,
      ...(file && { file }),
    })
    const { model, figures } = fitted
    const { savedModel } = await import('../models/saved.ts')
    const saved = savedModel(model, dataset, settings, options, figures)
    for (const path of paths) await saveModel(path, saved)

    const { describeSettings } = await import('../experiment/describe.ts')
    if (grid !== null && layer !== null) {
      const { withoutDropout } = await import('../regularizers/withoutDropout.ts')
      const panels = [{ method: settings.method.spec, layer }]
      const plain = withoutDropout(settings.method)
      if (plain !== null) {
        const kept = `${paths.length > 0 ? 'the model is saved' : 'nothing was saved'}, the picture is not drawn`
        const other = await watched({ ...settings, method: plain }, { kept, looks: true })
        panels.unshift({ method: plain.spec, layer: other.layer! })
      }
      await writeWeightsImages(pictures, { dataset, grid, settings: describeSettings(settings), panels })
      notice(raw, describeActivations(panels))
    }
    const { renderFit } = await import('../report/fit.ts')
    const { rows, features, target, task, classes } = dataset
    const report = {
      figures,
      data: { rows, features: features.length, target, task, classes: classes.length },
      settings: describeSettings(settings),
      saved: [...paths, ...pictures],
    }
    await print(renderFit(report, shared.formatOption(raw), outputStyle(raw)))
    return EXIT.done
  },
}

interface Watch {
  /** What an interruption leaves, in a clause. */
  readonly kept: string
  /** Whether to look at the first layer once it is trained. */
  readonly looks: boolean
  readonly file?: CheckpointFile
}

/** Fits with a learning curve on standard error, and ends well when interrupted. */
async function fitter(raw: shared.RawOptions, dataset: Dataset) {
  const { fit } = await import('../experiment/train.ts')
  const { firstLayerOf } = await import('../experiment/firstLayer.ts')
  const { createLearningCurve } = await import('../report/learningCurve.ts')
  const { interruption } = await import('./signals.ts')
  return async (settings: FitSettings, { kept, looks, file }: Watch) => {
    const curve = createLearningCurve(process.stderr, raw.quiet !== true && raw.progress !== false)
    const { signal, dispose } = interruption(kept)
    let layer: FirstLayer | null = null
    const fitted = await fit(dataset, settings, {
      threads: raw.threads as number,
      signal,
      ...(file && { checkpoints: file.checkpoints }),
      onEpoch: (point) => curve.update(point),
      onFitted: (model) => {
        if (looks) layer = firstLayerOf(model, model.train)
      },
    })
      .catch((error) => {
        throw signal.aborted && file ? file.interrupted(error) : error
      })
      .finally(() => {
        curve.end()
        dispose()
      })
    return { fitted, layer: layer as FirstLayer | null }
  }
}
