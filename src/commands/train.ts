/** `regbench train`: one method, fitted on all rows and saved. */
import type { Dataset } from '../data/dataset.ts'
import { averageOf, networkOf, setAsideOf } from '../experiment/config.ts'
import type { FirstLayer } from '../experiment/run/firstLayer.ts'
import type { FitSettings } from '../experiment/run/train.ts'
import { parseMethod } from '../regularizers/method.ts'
import { data } from '../settings/data.ts'
import { evaluation } from '../settings/evaluation.ts'
import { text, texts } from '../settings/kinds.ts'
import { methods } from '../settings/methods.ts'
import { layersOf, network } from '../settings/network.ts'
import { output } from '../settings/output.ts'
import type { GroupValues } from '../settings/read.ts'
import { running } from '../settings/running.ts'
import { change, group, pick } from '../settings/setting.ts'
import { training } from '../settings/training.ts'
import { EXIT } from '../util/errors.ts'
import { type CheckpointFile, checkCheckpointOptions, checkpoints, openCheckpoints } from './checkpoints.ts'
import { defineCommand } from './command.ts'
import { listing } from './output.ts'
import type { Interruption } from './signals.ts'
import {
  checkWeightsImage,
  describeActivations,
  describePictured,
  gridNotes,
  gridOf,
  weightsImage,
  writeWeightsImages,
} from './weightsImage.ts'

const groups = {
  model: group('Model', {
    method: {
      kind: text,
      placeholder: 'spec',
      short: 'm',
      required: true,
      summary: 'the method to train with, e.g. inverted-dropout:keep=0.5+l2:1e-4',
    },
    save: {
      kind: texts,
      placeholder: 'file',
      short: 'o',
      common: true,
      default: [],
      summary: 'where to: MODEL.safetensors or MODEL.onnx; repeatable',
    },
    validationFraction: {
      ...evaluation.settings.validationFraction,
      summary: 'share of the rows set aside for early stopping',
    },
    seed: evaluation.settings.seed,
    average: methods.settings.average,
  }),
  data,
  rows: change(
    pick(evaluation, 'group', 'time', 'gap', 'stratify', 'validation', 'validationColumn', 'weight'),
    {
      group: { summary: 'set whole groups of rows with an equal value aside for early stopping' },
      time: { summary: 'set the last rows aside for early stopping, by this column of numbers or dates' },
      gap: { summary: 'with --time, rows left out before those set aside (default: 0)' },
      stratify: { summary: 'set rows aside without regard to their class, or to the size of their target' },
      weight: { summary: 'count each row as much as this column says, in the loss' },
    },
  ),
  network,
  training,
  pictures: weightsImage,
  output: group('Output', {
    ...listing.settings,
    quiet: output.settings.quiet,
    progress: { ...output.settings.progress, summary: 'no learning curve' },
  }),
  running: change(pick(running, 'build', 'threads', 'config'), {
    threads: { summary: running.settings.threads.summary.replace('of a trial', 'of the fit') },
  }),
  checkpoints,
} as const

type Given = GroupValues<typeof groups>

export const trainCommand = defineCommand({
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

  operands: [['<data>', 'CSV file (.gz too), - for standard input, or a bundled name']],
  groups,

  async run([source], given) {
    const { output } = given
    const method = parseMethod(given.model.method)
    const { validationFraction: share } = given.model
    const settings = {
      method,
      ...setAsideOf({ ...given.rows, ...(share !== undefined && { validationFraction: share }) }, [method]),
      ...averageOf(given.model.average),
      network: networkOf(given.network, [method]),
      training: given.training,
      scale: given.data.scale,
      seed: given.model.seed,
      build: given.running.build,
    }
    const paths = given.model.save
    const pictures = given.pictures.weightsImage
    checkWeightsImage(given.pictures, paths, layersOf(settings.network).length)
    const { formatOf, saveModel } = await import('../models/store.ts')
    const { checkDistinct, checkWritable } = await import('./exports.ts')
    for (const path of paths) formatOf(path)
    checkCheckpointOptions(given.checkpoints)
    const outputs = [
      ...paths,
      ...pictures,
      ...(given.checkpoints.checkpoint === undefined ? [] : [given.checkpoints.checkpoint]),
    ]
    const { validation } = given.rows
    checkDistinct(outputs, validation === undefined ? [source] : [source, validation])
    checkWritable(outputs)

    const { loadDataset } = await import('../data/read/load.ts')
    const { notice } = await import('./terminal.ts')
    const { dataOptionsOf } = await import('./sources.ts')
    const options = dataOptionsOf(given.data, given.rows)
    const dataset = await loadDataset(source, options)
    const { architectureOf } = await import('../training/model.ts')
    const architecture = architectureOf(settings.network, dataset, dataset.features.length)
    const grid = pictures.length === 0 ? null : gridOf(dataset, architecture, given.pictures.grid)

    const file = await openCheckpoints(given.checkpoints, dataset.hash, settings)
    const watched = await fitter(given, dataset)
    notice(output, [...dataset.notes, ...gridNotes(given.pictures.grid), ...(file?.notes ?? [])])
    const { fitted, layer } = await watched(settings, {
      kept: NOTHING_SAVED,
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
      const what = describePictured(dataset, architecture, grid)
      await writeWeightsImages(pictures, { what, grid, settings: describeSettings(settings), panels })
      notice(output, describeActivations(panels))
    }
    const { fitDocument } = await import('../report/fit.ts')
    const { printReport } = await import('./printReport.ts')
    const { rows, features, target, task, classes } = dataset
    const report = {
      figures,
      data: { rows, features: features.length, target, task, classes: classes.length },
      settings: describeSettings(settings),
      saved: [...paths, ...pictures],
    }
    await printReport(fitDocument(report), output)
    const { oneAnswerSentences } = await import('../report/findings/predictions.ts')
    notice(output, oneAnswerSentences(figures.trainRows, fitted.oneAnswer, 'training row'))
    return EXIT.done
  },
})

const NOTHING_SAVED = 'nothing was saved'

interface Watch {
  /** What an interruption leaves, in a clause. */
  readonly kept: string
  /** Whether to look at the first layer once it is trained. */
  readonly looks: boolean
  readonly file?: CheckpointFile
}

/** Fits with a learning curve on standard error, and ends well when interrupted. */
async function fitter({ output, running }: Given, dataset: Dataset) {
  const { fit } = await import('../experiment/run/train.ts')
  const { firstLayerOf } = await import('../experiment/run/firstLayer.ts')
  const { createLearningCurve } = await import('../report/learningCurve.ts')
  const { interruption } = await import('./signals.ts')
  let kept = NOTHING_SAVED
  // From here on, before the first fit begins.
  let first: Interruption | null = interruption(() => kept)
  return async (settings: FitSettings, { looks, file, ...watch }: Watch) => {
    const curve = createLearningCurve(process.stderr, !output.quiet && output.progress)
    kept = watch.kept
    const { signal, dispose } = first ?? interruption(kept)
    first = null
    let layer: FirstLayer | null = null
    const fitted = await fit(dataset, settings, {
      threads: running.threads,
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
