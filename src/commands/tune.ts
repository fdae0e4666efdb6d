/** `regbench tune`: a method's strengths, chosen by cross-validation. */
import { evaluationOf, experimentScoring, networkOf } from '../experiment/config.ts'
import type { TuningExperiment } from '../experiment/run/tune.ts'
import { axisRequests } from '../experiment/tuning/methodChoice.ts'
import type { TuningPlan } from '../experiment/tuning/plan.ts'
import type { Findings } from '../experiment/tuning/tuningReport.ts'
import { fill, type Values } from '../regularizers/template.ts'
import { data } from '../settings/data.ts'
import { evaluation } from '../settings/evaluation.ts'
import { methods, search } from '../settings/methods.ts'
import { network } from '../settings/network.ts'
import type { GroupValues } from '../settings/read.ts'
import { running } from '../settings/running.ts'
import { scores } from '../settings/scores.ts'
import { change, omit, pick } from '../settings/setting.ts'
import { training } from '../settings/training.ts'
import { wordsOf } from '../settings/write.ts'
import { EXIT, usageError } from '../util/errors.ts'
import { shellLine } from '../util/shell.ts'
import { defineCommand } from './command.ts'
import { exported } from './output.ts'

const groups = {
  data,
  // A test file is refused with a reason, in place of a guess at what else was meant.
  evaluation: change(omit(evaluation, 'precision', 'allowOverlap'), {
    repeats: { default: 1, summary: 'repetitions, each with new folds and weights' },
    test: { hidden: true },
  }),
  network,
  training,
  methods: change(pick(methods, 'methods', 'scan', 'list'), {
    methods: {
      summary: 'what to tune; values it writes out are held, e.g. inverted-dropout:keep=0.5+l2',
    },
  }),
  search,
  scores: pick(scores, 'metric', 'positive'),
  output: exported,
  running: change(pick(running, 'jobs', 'trialTimeout', 'build', 'dryRun', 'config'), {
    jobs: { summary: 'trials at a time (default: the cores)' },
    trialTimeout: {
      summary: 'end the search, with code 1, when a trial takes longer: nothing is known of its candidate',
    },
  }),
} as const

type Given = GroupValues<typeof groups>

export const tuneCommand = defineCommand({
  examples: [
    ['regbench tune digits', 'the recipe of the CS231n notes: one L2 strength, then inverted dropout'],
    ['regbench tune data.csv --target y --method l2', 'one method over its documented range'],
    [
      'regbench tune digits --method inverted-dropout --scan l2=1e-6..1e-1:11log --list keep=0.5,0.65,0.8,1',
      'a grid of your own',
    ],
    ['regbench tune digits --method elastic-net --budget 20', '20 candidates instead of a grid'],
    ['regbench tune digits --method l2 --search halving', 'more epochs for the best third'],
    ['regbench tune wine --cocktail', 'which methods to combine, and how strong'],
  ],

  operands: [['<data>', 'CSV file (.gz too), - for standard input, or a bundled name']],
  groups,

  async run([source], given) {
    const { output, running } = given
    if (given.evaluation.test !== undefined) {
      throw usageError(
        'tune chooses by the rows it is given, and rows that choose cannot test; give --test to the compare that follows',
      )
    }
    if (given.evaluation.repeats === 'auto') {
      throw usageError('--repeats auto is for compare, which knows what is to be precise; give tune a number')
    }
    const plan = await planOf(given)
    const open = Object.assign({}, ...plan.stages.map(([values]) => values)) as Values
    const example = fill(plan.template, open)
    const experiment: TuningExperiment = {
      network: networkOf(given.network, [example]),
      training: given.training,
      evaluation: evaluationOf(given.evaluation, [example]),
      scale: given.data.scale,
      seed: given.evaluation.seed,
      ...experimentScoring(given.scores),
      build: running.build,
    }
    const { checkDistinct, checkWritable, exportsOf, writeExports } = await import('./exports.ts')
    const { jobsOf } = await import('./running.ts')
    const exports = exportsOf(output)
    const outputs = exports.map(({ path }) => path)
    checkDistinct(outputs, [source])
    checkWritable(outputs)
    const jobs = jobsOf({ ...running, threads: 1 })
    if (!running.dryRun) {
      const { startAhead } = await import('../experiment/run/thread.ts')
      startAhead(Math.min(jobs, experiment.evaluation.folds))
    }
    const { loadDataset } = await import('../data/read/load.ts')
    const { dataOptionsOf } = await import('./sources.ts')
    const { notice } = await import('./terminal.ts')
    const dataset = await loadDataset(source, dataOptionsOf(given.data, given.evaluation))
    notice(output, dataset.notes)

    if (running.dryRun) {
      const { dryTuning } = await import('./dryRun.ts')
      await dryTuning(dataset, plan, experiment, given)
      return EXIT.done
    }
    const { tune } = await import('../experiment/run/tune.ts')
    const { createProgress } = await import('../report/progress.ts')
    const { interruption } = await import('./signals.ts')
    const progress = createProgress(process.stderr, !output.quiet && output.progress)
    const { signal, dispose } = interruption('nothing was kept')
    const found: Findings[] = []
    try {
      for (const sized of sizesOf(experiment)) {
        const search = await tune(dataset, plan, sized, {
          jobs,
          ...(running.trialTimeout !== undefined && { trialTimeout: running.trialTimeout }),
          signal,
          onProgress: (done, total, latest) => progress.update(done, total, latest),
        })
        found.push(search)
      }
    } finally {
      progress.end()
      dispose()
    }
    const reports = found.map((search) => ({ ...search, command: commandLine(source, given, search) }))
    const { tuningDocument } = await import('../report/tuning.ts')
    const { tuningsDocument } = await import('../report/tunings.ts')
    const { printReport } = await import('./printReport.ts')
    const [first] = reports
    const document =
      experiment.evaluation.trainRows === undefined ? tuningDocument(first) : tuningsDocument(reports)
    await printReport(document, output)
    await writeExports(exports, document)
    const { warningTexts } = await import('../report/warnings.ts')
    notice(output, [...new Set(reports.flatMap(({ warnings }) => warningTexts(warnings)))])
    // Without a choice there is nothing to go on with, though the table says what was tried.
    return reports.some(({ best }) => best === null) ? EXIT.failed : EXIT.done
  },
})

/** The experiment with all its training rows or, with --train-rows, once for each number of them. */
const sizesOf = (experiment: TuningExperiment): TuningExperiment[] =>
  experiment.evaluation.trainRows?.map((rows) => ({
    ...experiment,
    evaluation: { ...experiment.evaluation, trainRows: [rows] },
  })) ?? [experiment]

async function planOf(given: Given): Promise<TuningPlan> {
  const { recipe, cocktail, search, budget, by } = given.search
  const [spec, another] = given.methods.methods ?? []
  if (another !== undefined) {
    throw usageError(
      `tune takes one method, and ${another} is a second; compare --tune N tunes them side by side`,
    )
  }
  const { planSearch } = await import('../experiment/tuning/planSearch.ts')
  return planSearch({
    method: spec,
    requests: axisRequests(given.methods),
    recipe,
    cocktail,
    search,
    budget,
    criterion: by,
    seed: given.evaluation.seed,
  })
}

/**
 * The comparison that uses the choice, with the settings that were given here. Its folds are others than those that chose,
 * by another seed, but the rows are the same: only new rows, or `compare --tune`, tell what the choice is worth.
 */
function commandLine(source: string, given: Given, { best, oneSe }: Findings): string | null {
  if (best === null || oneSe === null) return null
  const methods = [...new Set(['none', best, oneSe])].flatMap((spec) => ['--method', spec])
  const { repeats: _, seed, trainRows: __, ...splits } = given.evaluation
  return shellLine([
    'regbench',
    'compare',
    source,
    ...wordsOf(data.settings, given.data),
    ...wordsOf(evaluation.settings, splits),
    ...wordsOf(network.settings, given.network),
    ...wordsOf(training.settings, given.training),
    ...methods,
    '--seed',
    String(seed + 1),
  ])
}
