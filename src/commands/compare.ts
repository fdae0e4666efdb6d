/** `regbench compare`: the main job. */
import type { Command } from 'commander'
import type { Experiment } from '../experiment/config.ts'
import type { Shard } from '../results/identity.ts'
import { EXIT, usageError } from '../util/errors.ts'
import { count } from '../util/format.ts'
import { addAverageOption, averageOption } from './averageOption.ts'
import type { CommandDefinition } from './command.ts'
import { addDryRunOption } from './dryRunOption.ts'
import { addMethodOptions, methodOptions } from './methodOptions.ts'
import * as shared from './options.ts'
import { addQueueOptions } from './queue.ts'

export const compareCommand: CommandDefinition = {
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
    ['regbench compare digits --export-trials trials.csv --resume', 'continue a run that was stopped'],
  ],

  configure(command: Command) {
    command.argument('<data...>', 'CSV files (.gz too), - for standard input, or bundled names')
    shared.addDataOptions(command, { several: true })
    shared.addEvaluationOptions(command)
    shared.addNetworkOptions(command)
    shared.addTrainingOptions(command)
    addMethodOptions(command)
    addAverageOption(command, 'Methods:')
    shared.addAnalysisOptions(command)
    shared.addOutputOptions(command)
    shared.addDiagramOption(command)
    shared.addCurvesOption(command)
    shared.addRunningOptions(command)
    shared.addShardOption(command)
    addQueueOptions(command)
    addDryRunOption(command)
  },

  async run(sources, raw) {
    const { methods, baseline, nested } = methodOptions(raw)
    const specs = methods.map(({ spec }) => spec)
    const experiment: Experiment = {
      methods,
      network: shared.networkOptions(raw),
      training: shared.trainingOptions(raw),
      evaluation: shared.evaluationOptions(raw, methods),
      scale: shared.scaleOption(raw),
      seed: raw.seed as number,
      build: shared.buildOption(raw),
      ...averageOption(raw),
      ...(nested && { nested }),
    }
    const analysis = shared.analysisOptions(raw, baseline)
    const shard = raw.shard as Shard | undefined
    const { checkGates, summaryGates, tablesOf } = await import('./gates.ts')
    const gates = summaryGates(raw, specs)
    checkCombination(raw, sources)
    const { checkDistinct, checkWritable, exportsOf, writeDiagram, writeExports } = await import(
      './exports.ts'
    )
    const outputs = [
      ...exportsOf(raw).map(({ path }) => path),
      raw.exportSvg,
      raw.exportTrials,
      raw.curves,
    ].filter((path): path is string => path !== undefined)
    checkDistinct(outputs, [...sources, ...(raw.test === undefined ? [] : [raw.test as string])])
    checkWritable(outputs)

    if (runsHere(raw)) {
      const { startAhead } = await import('../experiment/thread.ts')
      startAhead(Math.min(shared.jobsOption(raw), methods.length))
    }
    const { notice, outputStyle, print, sharedSentences } = await import('./terminal.ts')
    const { checkRope, loadAll } = await import('./sources.ts')
    const datasets = await loadAll(sources, raw)
    notice(raw, sharedSentences(datasets.map(({ name, notes }) => [name, notes])))
    checkRope(
      analysis,
      datasets.map(({ task }) => task),
    )
    const { planExperiment } = await import('../experiment/plan.ts')
    const { anyFailed, runTrialsOf } = await import('./running.ts')
    const plan = await planExperiment(datasets, experiment)
    if (raw.dryRun === true) {
      const { dryRunOf } = await import('./dryRun.ts')
      await dryRunOf(plan, analysis, raw, shard)
      return EXIT.done
    }
    // Loaded while workers train, on the core that waits for them.
    const report = import('../report/index.ts')
    const trials = await runTrialsOf(plan, analysis, raw, shard)
    if (shard !== undefined) {
      notice(raw, [
        `shard ${shard.index}/${shard.count}: ${count(trials.length, 'trial')} in ${raw.exportTrials}; regbench report joins the files of all ${shard.count}`,
      ])
      return anyFailed(trials) ? EXIT.failed : EXIT.done
    }

    const { condensePlan } = await import('../experiment/compare.ts')
    const study = condensePlan(plan, analysis, trials)
    const { formats } = await report
    await print(await formats[shared.formatOption(raw)].render(study, outputStyle(raw)))
    await writeExports(exportsOf(raw), study)
    await writeDiagram(raw.exportSvg as string | undefined, study)
    notice(raw, sharedSentences(study.comparisons.map(({ dataset, warnings }) => [dataset, warnings])))
    const code = checkGates(gates, tablesOf(study))
    return anyFailed(trials) ? EXIT.failed : code
  },
}

/** Whether all trials are to be run in this process, so that each method needs a worker sooner or later. */
const runsHere = (raw: shared.RawOptions): boolean =>
  raw.dryRun !== true && raw.resume !== true && raw.shard === undefined && raw.queue === undefined

/** Options that say nothing, or nothing sensible, together. */
function checkCombination(raw: shared.RawOptions, sources: readonly string[]): void {
  if (raw.exportTrials === undefined) {
    if (raw.resume === true || (raw.force === true && raw.curves === undefined)) {
      throw usageError('--resume and --force speak of the file of --export-trials, which is not given')
    }
    if (raw.shard !== undefined) {
      throw usageError(
        '--shard runs a part of the trials; --export-trials FILE keeps them for "regbench report"',
      )
    }
  }
  if (raw.resume === true && raw.force === true) throw usageError('--resume and --force exclude each other')
  if (raw.shard !== undefined) {
    const whole = ['exportCsv', 'exportJson', 'exportMarkdown', 'exportSvg', 'failIf'].find(
      (name) => raw[name] !== undefined,
    )
    if (whole !== undefined) {
      const flag = `--${whole.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`)}`
      throw usageError(`${flag} needs all trials, --shard runs a part; give it to "regbench report" instead`)
    }
  }
  const repeated = sources.find((source, i) => sources.indexOf(source) !== i)
  if (repeated !== undefined) throw usageError(`${repeated} is given twice`)
  if (sources.length > 1 && raw.test !== undefined) {
    throw usageError('--test is a file of one dataset; compare several with folds or --test-fraction')
  }
  if (sources.length < 2 && raw.exportSvg !== undefined) {
    throw usageError('--export-svg draws ranks over several datasets, and one is given')
  }
}
