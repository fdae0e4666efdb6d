/** `regbench compare`: the main job. */
import type { Command } from 'commander'
import type { Experiment } from '../experiment/config.ts'
import type { Comparison } from '../experiment/result.ts'
import { RegbenchError, usageError } from '../util/errors.ts'
import type { CommandDefinition } from './command.ts'
import * as shared from './options.ts'

export const compareCommand: CommandDefinition = {
  summary: 'compare regularization methods on a table: one table out',
  examples: [
    ['regbench compare digits', 'nine methods on a bundled dataset'],
    ['regbench compare data.csv --target y', 'on your own file'],
    [
      'regbench compare data.csv --method none --method l2:1e-3 --method inverted-dropout:keep=0.8',
      'the methods you name',
    ],
    ['regbench compare wine --format csv | csvcut -c method,test_score_mean,p_holm', 'in a pipe'],
    ['regbench compare digits --export-trials trials.csv --resume', 'continue a run that was stopped'],
  ],

  configure(command: Command) {
    command.argument('<data>', 'CSV file (.gz too), - for standard input, or a bundled name')
    shared.addDataOptions(command)
    shared.addEvaluationOptions(command)
    shared.addNetworkOptions(command)
    shared.addTrainingOptions(command)
    shared.addMethodOptions(command)
    shared.addOutputOptions(command)
    shared.addRunningOptions(command)
  },

  async run([source], raw) {
    const { methods, baseline } = shared.methodOptions(raw)
    const experiment: Experiment = {
      methods,
      baseline,
      network: shared.networkOptions(raw),
      training: shared.trainingOptions(raw),
      evaluation: shared.evaluationOptions(raw, methods),
      scale: shared.scaleOption(raw),
      seed: raw.seed as number,
      build: shared.buildOption(raw),
    }
    const { checkDistinct, checkWritable, exportsOf, writeExports } = await import('./exports.ts')
    const trialsPath = raw.exportTrials as string | undefined
    const outputs = exportsOf(raw).map(({ path }) => path)
    if (trialsPath !== undefined) outputs.push(trialsPath)
    checkDistinct(outputs, [source, ...(raw.test === undefined ? [] : [raw.test as string])])
    checkWritable(outputs)
    if (trialsPath === undefined && (raw.resume === true || raw.force === true)) {
      throw usageError('--resume and --force speak of the file of --export-trials, which is not given')
    }

    const { loadDataset } = await import('../data/load.ts')
    const { notice, outputStyle, print } = await import('./terminal.ts')
    const dataset = await loadDataset(source, shared.dataOptions(raw))
    notice(raw, dataset.notes)
    const journal =
      trialsPath === undefined ? undefined : await openJournal(trialsPath, raw, dataset.hash, experiment)
    notice(raw, journal?.notes ?? [])

    const { compare } = await import('../experiment/compare.ts')
    const { createProgress } = await import('../report/progress.ts')
    const progress = createProgress(process.stderr, raw.quiet !== true && raw.progress !== false)
    const interruption = listenForSignals(trialsPath)
    let comparison: Comparison
    try {
      comparison = await compare(dataset, experiment, {
        jobs: raw.jobs as number,
        signal: interruption.signal,
        ...(journal && { journal }),
        onProgress: (done, total, latest) => progress.update(done, total, latest),
      })
    } finally {
      progress.end()
      interruption.dispose()
    }

    const { formats } = await import('../report/index.ts')
    await print(await formats[shared.formatOption(raw)].render(comparison, outputStyle(raw)))
    await writeExports(exportsOf(raw), comparison)
    notice(raw, comparison.warnings)
    return 0
  },
}

async function openJournal(path: string, raw: shared.RawOptions, dataHash: string, experiment: Experiment) {
  if (raw.resume === true && raw.force === true) throw usageError('--resume and --force exclude each other')
  const { Journal } = await import('../experiment/journal.ts')
  const { csvHeader, csvRow } = await import('../report/csv.ts')
  const { trialColumns } = await import('../report/columns.ts')
  const { parseTrialsCsv } = await import('../report/parseTrials.ts')
  const { methods, ...settings } = experiment
  const mode = raw.resume === true ? 'resume' : raw.force === true ? 'force' : 'new'
  const identity = { data: dataHash, methods: methods.map(({ spec }) => spec), ...settings }
  return Journal.open(path, mode, identity, {
    header: csvHeader(trialColumns),
    row: (result) => csvRow(trialColumns, result),
    parse: parseTrialsCsv,
  })
}

/** The first SIGINT or SIGTERM stops the run, keeping what is finished; a second one ends the process at once. */
function listenForSignals(trialsPath: string | undefined) {
  const controller = new AbortController()
  const codes = { SIGINT: 130, SIGTERM: 143 } as const
  const kept =
    trialsPath === undefined
      ? 'nothing was kept; --export-trials FILE keeps finished trials'
      : `finished trials are in ${trialsPath}; the same command with --resume continues`
  const onSignal = (signal: keyof typeof codes) => {
    if (controller.signal.aborted) process.exit(codes[signal])
    controller.abort(new RegbenchError(codes[signal], `interrupted: ${kept}`))
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, onSignal)
  return {
    signal: controller.signal,
    dispose: () => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, onSignal)
    },
  }
}
