/** `regbench compare`: the main job. */

import {
  averageOf,
  type Experiment,
  evaluationOf,
  experimentScoring,
  networkOf,
  yardsticksOf,
} from '../experiment/config.ts'
import type { Plan } from '../experiment/run/plan.ts'
import { chooseMethods } from '../experiment/tuning/methodChoice.ts'
import type { Analysis } from '../results/identity.ts'
import { analysis as analysisGroup } from '../settings/analysis.ts'
import { severalData } from '../settings/data.ts'
import { evaluation } from '../settings/evaluation.ts'
import { methods as methodsGroup, tuning } from '../settings/methods.ts'
import { network } from '../settings/network.ts'
import { type GroupValues, givenFlags } from '../settings/read.ts'
import { running } from '../settings/running.ts'
import { scores } from '../settings/scores.ts'
import { pick } from '../settings/setting.ts'
import { training } from '../settings/training.ts'
import { EXIT, usageError } from '../util/errors.ts'
import { count } from '../util/format.ts'
import { defineCommand } from './command.ts'
import { exportSettings, trialsOutput } from './output.ts'

const groups = {
  data: severalData,
  evaluation,
  network,
  training,
  methods: methodsGroup,
  tuning,
  scores,
  analysis: analysisGroup,
  output: trialsOutput,
  running,
} as const

type Given = GroupValues<typeof groups>

export const compareCommand = defineCommand({
  examples: [
    ['regbench compare digits', 'nine methods on a bundled dataset'],
    ['regbench compare data.csv --target y', 'on your own file'],
    [
      'regbench compare data.csv --method none --method l2:1e-3 --method inverted-dropout:keep=0.8',
      'the methods you name',
    ],
    [
      'regbench compare a.csv b.csv wine --target a.csv=y --export-svg ranks.svg',
      'several datasets: a table each, then the ranks',
    ],
    ['regbench compare wine --format csv | csvcut -c method,test_score_mean,p_holm', 'in a pipe'],
    ['regbench compare wine --fail-if "test_score_mean(none) < 0.95"', 'a gate: exit code 4 if it holds'],
    ['regbench compare data.csv --target y --epochs 500 --dry-run', 'what would run, and about how long'],
    [
      'regbench compare wine --tune 6 --cocktail',
      'each method tuned, and any mixture of them, in as many epochs',
    ],
    ['regbench compare digits --export-trials trials.csv --resume', 'continue a run that was stopped'],
  ],

  operands: [['<data...>', 'CSV files (.gz too), - for standard input, or bundled names']],
  groups,

  async run(sources, given) {
    const { output } = given
    const { experiment, baseline } = await experimentOf(given)
    const { methods } = experiment
    const { also } = given.scores
    const analysis = { ...given.analysis, baseline, ...(also && { also }) }
    const { shard } = given.running
    const { checkGates, summaryGates, tablesOf } = await import('./gates.ts')
    const specs = methods.map(({ spec }) => spec)
    const gates = summaryGates(given.analysis.failIf, specs)
    checkCombination(given, sources)
    const { checkDistinct, checkWritable, exportsOf, writeDiagram, writeExports } = await import(
      './exports.ts'
    )
    const exports = exportsOf(output)
    const { written, read } = filesOf(given, sources)
    const outputs = [...exports.map(({ path }) => path), ...written]
    checkDistinct(outputs, read)
    checkWritable(outputs)

    const { jobsOf } = await import('./running.ts')
    if (runsHere(given)) {
      const { startAhead } = await import('../experiment/run/thread.ts')
      const { length: yardsticks } = experiment.yardsticks ?? []
      startAhead(Math.min(jobsOf(given.running), methods.length + yardsticks))
    }
    const { notice, sharedSentences } = await import('./terminal.ts')
    const { checkAlso, checkRope, loadAll } = await import('./sources.ts')
    const datasets = await loadAll(sources, given.data, given.evaluation)
    notice(output, sharedSentences(datasets.map(({ name, notes }) => [name, notes])))
    checkRope(
      analysis,
      datasets.map(({ task }) => task),
    )
    checkAlso(also, datasets)
    const { planExperiment } = await import('../experiment/run/plan.ts')
    const { anyFailed, hintsOf } = await import('./running.ts')
    const plan = await planExperiment(datasets, experiment)
    if (given.running.dryRun) {
      const { dryRunOf } = await import('./dryRun.ts')
      await dryRunOf(plan, analysis, given)
      return EXIT.done
    }
    // Loaded while workers train, on the core that waits for them.
    const report = Promise.all([import('../report/study.ts'), import('./printReport.ts')])
    const { trials, studyOf } = await runOf(plan, analysis, given)
    const { writePredictions } = await import('./predictionsFile.ts')
    await writePredictions(
      output.exportPredictions,
      trials,
      plan.parts.map(({ facts }) => facts),
    )
    if (shard !== undefined) {
      notice(output, [
        `shard ${shard.index}/${shard.count}: ${count(trials.length, 'trial')} in ${output.exportTrials}; regbench report joins the files of all ${shard.count}`,
      ])
      return anyFailed(trials) ? EXIT.failed : EXIT.done
    }

    const { study, notes } = await studyOf()
    notice(output, notes)
    const [{ studyDocument }, { printReport }] = await report
    const document = studyDocument(study, { matrix: output.matrix })
    await printReport(document, output)
    await writeExports(exports, document)
    await writeDiagram(output.exportSvg, study)
    const { warningTexts } = await import('../report/warnings.ts')
    notice(
      output,
      sharedSentences(study.comparisons.map(({ dataset, warnings }) => [dataset, warningTexts(warnings)])),
    )
    notice(output, await hintsOf(plan, trials, given))
    const code = checkGates(gates, tablesOf(study))
    return anyFailed(trials) ? EXIT.failed : code
  },
})

/** The trials, and what they come to once all are there; with --repeats auto as many as it takes. */
async function runOf(plan: Plan, analysis: Analysis, given: Given) {
  const { repeats, precision } = given.evaluation
  if (repeats !== 'auto') {
    const { runTrialsOf } = await import('./running.ts')
    const { condensePlan } = await import('../experiment/run/compare.ts')
    const trials = await runTrialsOf(plan, analysis, given)
    const studyOf = async () => ({ study: condensePlan(plan, analysis, trials), notes: [] as string[] })
    return { trials, studyOf }
  }
  const { repeatUntil } = await import('./autoRepeats.ts')
  const { trials, study, note } = await repeatUntil(precision!, plan, analysis, given)
  return { trials, studyOf: async () => ({ study, notes: [note] }) }
}

/** Files that grow or are exported besides the formats, and those that hold data. */
function filesOf({ output, evaluation: { test, validation } }: Given, sources: readonly string[]) {
  const { exportSvg, exportTrials, exportPredictions, curves } = output
  const given = (paths: readonly (string | undefined)[]) => paths.filter((path) => path !== undefined)
  return {
    written: given([exportSvg, exportTrials, exportPredictions, curves]),
    read: given([...sources, test, validation]),
  }
}

async function experimentOf(given: Given): Promise<{ experiment: Experiment; baseline: string }> {
  const { seed } = given.evaluation
  const { methods, baseline, nested } = await chooseMethods(given.methods, given.tuning, seed)
  const experiment = {
    methods,
    ...yardsticksOf(given.methods.yardstick),
    network: networkOf(given.network, methods),
    training: given.training,
    evaluation: evaluationOf(given.evaluation, methods),
    scale: given.data.scale,
    seed,
    ...experimentScoring(given.scores),
    build: given.running.build,
    ...averageOf(given.methods.average),
    ...(nested && { nested }),
  }
  return { experiment, baseline }
}

/** Whether all trials are to be run in this process, so that each method needs a worker sooner or later. */
const runsHere = ({ running: { dryRun, resume, shard, queue } }: Given): boolean =>
  !dryRun && !resume && shard === undefined && queue === undefined

/** Options that say nothing, or nothing sensible, together. */
function checkCombination(
  { output, running, analysis, evaluation }: Given,
  sources: readonly string[],
): void {
  const { resume, force, shard } = running
  if (output.exportTrials === undefined) {
    if (resume || (force && output.curves === undefined)) {
      throw usageError('--resume and --force need --export-trials FILE')
    }
    if (shard !== undefined) {
      throw usageError(
        '--shard runs a part of the trials; --export-trials FILE keeps them for "regbench report"',
      )
    }
  }
  const { repeats, precision } = evaluation
  if (repeats === 'auto' && precision === undefined) {
    throw usageError(
      '--repeats auto ends when differences are known so well; say how well with --precision WIDTH',
    )
  }
  if (repeats !== 'auto' && precision !== undefined) {
    throw usageError(`--precision ${precision} says when repeats end; let them with --repeats auto`)
  }
  if (repeats === 'auto' && shard !== undefined) {
    throw usageError('--repeats auto looks at all trials, and --shard runs a part; give a number of repeats')
  }
  if (resume && force) throw usageError('--resume and --force exclude each other')
  if (shard !== undefined) {
    const whole = givenFlags(
      { ...exportSettings, ...pick(trialsOutput, 'exportSvg').settings },
      output,
    ).concat(analysis.failIf.length > 0 ? ['--fail-if'] : [])
    if (whole.length > 0) {
      throw usageError(
        `${whole[0]} needs all trials, --shard runs a part; give it to "regbench report" instead`,
      )
    }
  }
  if (evaluation.time !== undefined && analysis.inference === 'resampled') {
    throw usageError(
      '--inference resampled has no valid test where training parts grow with --time; leave it out, and blocks of rows are compared',
    )
  }
  const repeated = sources.find((source, i) => sources.indexOf(source) !== i)
  if (repeated !== undefined) throw usageError(`${repeated} is given twice`)
  for (const name of ['test', 'validation'] as const) {
    if (sources.length > 1 && evaluation[name] !== undefined) {
      throw usageError(`--${name} is a file of one dataset; compare several with folds or --${name}-fraction`)
    }
  }
  if (sources.length < 2 && output.exportSvg !== undefined) {
    throw usageError('--export-svg draws ranks over several datasets, and one is given')
  }
}
