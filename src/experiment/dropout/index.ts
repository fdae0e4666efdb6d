/** `regbench dropout`: vanilla and inverted dropout side by side, on one split of a dataset. */

import type { Dataset, Split } from '../../data/dataset.ts'
import { defaultMetric } from '../../metrics/index.ts'
import { layersText } from '../../nn/layerSpec.ts'
import type { Method } from '../../regularizers/method.ts'
import { epochsOf } from '../../settings/training.ts'
import { Workspace } from '../../training/workspace.ts'
import { usageError } from '../../util/errors.ts'
import type { Experiment } from '../config.ts'
import { describeSettings } from '../describe.ts'
import { factsOf } from '../facts.ts'
import { experimentSplits } from '../run/plan.ts'
import { activationRows, MASKS, mistakeOf, rowsSeen } from './activations.ts'
import { averageRows } from './averages.ts'
import { BATCHES, type Contestants, measureCost } from './cost.ts'
import { PLACES, type Runs, trainRuns } from './equivalence.ts'
import { copyParameters } from './outputs.ts'
import { keepsOf, type Pair, pairOf, vanillaTwin } from './pair.ts'
import type { Activations, Averages, Cost, CostRow, DropoutReport, Equivalence } from './report.ts'

/** Widths of the networks made up to see where the cost shows. */
const SWEEP_WIDTHS = [16, 64, 256, 1024]
/** For each of ten measurements. */
const MILLISECONDS = 600

export interface DropoutOptions {
  /** For each measurement of predictions; less of it gives coarser ratios. */
  readonly milliseconds?: number
  /** Told what is done next, for whoever waits. */
  onStage?(what: string): void
}

export interface DropoutSettings extends Omit<Experiment, 'methods'> {
  /** A method with vanilla or inverted dropout; the other is run beside it. */
  readonly method: Method
}

/** Trains the pair on the first split of the evaluation and fills the four tables. */
export async function studyDropout(
  dataset: Dataset,
  { method, ...settings }: DropoutSettings,
  { onStage, milliseconds = MILLISECONDS }: DropoutOptions = {},
): Promise<DropoutReport> {
  const pair = pairOf(method)
  const experiment: Experiment = { ...settings, methods: [pair.inverted, pair.vanilla] }
  const splits = await experimentSplits(dataset, experiment)
  const [split] = splits
  const workspace = await Workspace.open(dataset, experiment, { places: Object.keys(PLACES).length })
  const keeps = keepsOf(pair.inverted, workspace.architecture(split))
  if (keeps.every((keep) => keep === 1)) {
    throw usageError(
      `--method ${method.spec} drops nothing in this network; keep less than 1, of the features (input-keep) where there is no hidden layer`,
    )
  }
  const { metric, ...facts } = {
    ...factsOf(dataset, experiment, splits.slice(0, 1)),
    metric: defaultMetric(dataset.task),
  }
  const epochs = epochsOf(settings.training, split.train.length)
  const runs = trainRuns(workspace, split, pair, experiment, (epoch) => {
    if (epoch % Math.ceil(epochs / 20) === 0) onStage?.(`training the pair, epoch ${epoch} of ${epochs}`)
  })
  const equivalence = equivalenceOf(runs, pair, workspace, split, experiment, keeps)
  onStage?.('measuring predictions')
  const cost = await costOf(dataset, runs, pair, workspace, split, experiment, keeps, milliseconds)
  onStage?.('watching activations')
  const activations = activationsOf(runs, pair, workspace, split, keeps)
  onStage?.('averaging sampled networks')
  const averages = averagesOf(runs, pair, keeps)
  return {
    dataset: facts.name,
    rows: facts.rows,
    features: facts.features,
    target: facts.target,
    task: facts.task,
    classes: facts.classes,
    metric,
    evaluation: facts.evaluation,
    settings: describeSettings(experiment),
    seed: settings.seed,
    trainRows: split.train.length,
    testRows: split.test.length,
    inverted: pair.inverted.spec,
    vanilla: pair.vanilla.spec,
    equivalence,
    cost,
    activations,
    averages,
    warnings: facts.warnings,
  }
}

function equivalenceOf(
  { points, identical, other }: Runs,
  pair: Pair,
  workspace: Workspace,
  split: Split,
  { training }: Experiment,
  keeps: readonly number[],
): Equivalence {
  const twin = vanillaTwin(pair.inverted, workspace.architecture(split), training.optimizer)
  return {
    keeps,
    twin: twin.method.spec,
    initFactors: twin.layerFactors.init,
    rateFactors: twin.layerFactors.rate,
    identical,
    points,
    other,
  }
}

async function costOf(
  dataset: Dataset,
  runs: Runs,
  pair: Pair,
  workspace: Workspace,
  split: Split,
  experiment: Experiment,
  keeps: readonly number[],
  milliseconds: number,
): Promise<Cost> {
  const { hidden, network } = experiment.network
  const folded = workspace.model(pair.inverted, split, { place: PLACES.twin })
  copyParameters(runs.vanilla, folded, keeps)
  const rows: CostRow[] = []
  const measure = (contestants: Contestants, widths: readonly number[], trained: boolean) => {
    for (const batch of BATCHES) {
      const row = measureCost(contestants, widths, batch, trained, milliseconds)
      rows.push(network === undefined ? row : { ...row, network: layersText(network) })
    }
  }
  measure({ inverted: runs.inverted, vanilla: runs.vanilla, folded }, hidden, true)
  if (hidden.length === 0) return { rows }
  for (const width of SWEEP_WIDTHS) {
    const widths = hidden.map(() => width)
    const other = { ...experiment, network: { ...experiment.network, hidden: widths } }
    const { inverted, vanilla, twin } = PLACES
    const room = await Workspace.open(dataset, other, { places: 3 })
    const made = {
      inverted: room.model(pair.inverted, split, { place: inverted }),
      vanilla: room.model(pair.vanilla, split, { place: vanilla }),
      folded: room.model(pair.inverted, split, { place: twin }),
    }
    copyParameters(made.vanilla, made.folded, keeps)
    measure(made, widths, false)
  }
  return { rows }
}

function activationsOf(
  { inverted, vanilla }: Runs,
  pair: Pair,
  workspace: Workspace,
  split: Split,
  keeps: readonly number[],
): Activations {
  const invertedMistaken = workspace.model(pair.vanilla, split, { place: PLACES.otherInverted })
  copyParameters(inverted, invertedMistaken)
  const vanillaMistaken = workspace.model(pair.inverted, split, { place: PLACES.otherTwin })
  copyParameters(vanilla, vanillaMistaken)
  return {
    masks: MASKS,
    rowsSeen: rowsSeen(inverted),
    rows: [
      ...activationRows('inverted', inverted, invertedMistaken, keeps),
      ...activationRows('vanilla', vanilla, vanillaMistaken, keeps),
    ],
    mistakes: [
      mistakeOf('inverted', inverted, invertedMistaken),
      mistakeOf('vanilla', vanilla, vanillaMistaken),
    ],
  }
}

function averagesOf({ inverted }: Runs, pair: Pair, keeps: readonly number[]): Averages {
  const { sizes } = inverted.plan.net.architecture
  return {
    method: pair.inverted.spec,
    units: keeps.reduce((sum, keep, site) => sum + (keep < 1 ? sizes[site] : 0), 0),
    scalingIsGeometric: keeps.slice(0, -2).every((keep) => keep === 1),
    rows: averageRows(inverted),
  }
}
