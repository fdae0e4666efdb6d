/** `regbench tune`: a method's strengths, chosen by cross-validation. */
import { availableParallelism } from 'node:os'
import { Command } from 'commander'
import { BUILDS } from '../core/load.ts'
import type { TuningExperiment, TuningPlan } from '../experiment/tune.ts'
import type { Findings } from '../experiment/tuningReport.ts'
import { fill, type Values } from '../regularizers/template.ts'
import { formats } from '../report/index.ts'
import type { Criterion } from '../results/choice.ts'
import { SEARCHES, type SearchName } from '../results/tuning.ts'
import { usageError } from '../util/errors.ts'
import type { CommandDefinition } from './command.ts'
import { addDryRunOption } from './dryRunOption.ts'
import { addScanOptions, axisRequests, criterionOption } from './methodOptions.ts'
import * as shared from './options.ts'

const { number, option } = shared

export const tuneCommand: CommandDefinition = {
  examples: [
    ['regbench tune digits', 'the recipe of the CS231n notes: one L2 strength, then inverted dropout'],
    ['regbench tune data.csv --target y --method l2', 'one method over its documented range'],
    [
      'regbench tune digits --method inverted-dropout --scan l2=1e-6..1e-1:11log --list keep=0.5,0.65,0.8,1',
      'a grid of your own',
    ],
    ['regbench tune digits --method elastic-net --budget 20', '20 candidates instead of a grid'],
    ['regbench tune digits --method l2 --search halving', 'more epochs for the best third'],
  ],

  configure(command) {
    command.argument('<data>', 'CSV file (.gz too), - for standard input, or a bundled name')
    addSettings(command)
    // Refused with a reason, in place of a guess at what else was meant.
    command.addOption(option('--test <file>', '').hideHelp())
    shared.addGroup(command, 'Methods:', [
      option(
        '--method <spec>',
        'what to tune; values it writes out are held, e.g. inverted-dropout:keep=0.5+l2',
      ).argParser(shared.repeatable),
    ])
    addScanOptions(command)
    shared.addGroup(command, 'Tuning:', [
      option(
        '--recipe',
        'L2 alone, then keep around 0.5, as the CS231n notes advise (default without a method)',
      ),
      option(
        '--search <how>',
        'grid, random, halton (spread evenly) or halving (default: grid, with --budget halton)',
      ).choices(SEARCHES),
      option('--budget <N>', 'try N candidates instead of the whole grid').argParser(
        number({ min: 1, max: 10_000, integer: true }),
      ),
      criterionOption(),
    ])
    shared.addGroup(command, 'Output:', [
      option('--format <format>', 'of standard output').choices(Object.keys(formats)).default('table'),
      option('--export-csv <file>', 'also write one CSV row a candidate'),
      option('--export-json <file>', 'also write settings, candidates and choice as JSON'),
      option('--export-markdown <file>', 'also write the candidates as Markdown'),
      option('--quiet', 'no progress, notes or warnings'),
      option('--no-progress', 'no progress line'),
      option('--no-color', 'no colours'),
    ])
    shared.addGroup(command, 'Running:', [
      option('--jobs <N>', 'trials at a time')
        .argParser(number({ min: 1, integer: true }))
        .default(availableParallelism(), 'the cores'),
      shared.trialTimeoutOption(
        'end the search, with code 1, when a trial takes longer: nothing is known of its candidate',
      ),
      option('--build <name>', 'of the core: strict gives the same bits on every machine')
        .choices(BUILDS.filter((build) => build !== 'debug'))
        .default('strict'),
    ])
    addDryRunOption(command)
  },

  async run([source], raw) {
    if (raw.test !== undefined) {
      throw usageError(
        'tune chooses by the rows it is given, and rows that choose cannot test; give --test to the compare that follows',
      )
    }
    const plan = await planOf(raw)
    const first = Object.assign({}, ...plan.stages.map(([values]) => values)) as Values
    const experiment: TuningExperiment = {
      network: shared.networkOptions(raw),
      training: shared.trainingOptions(raw),
      evaluation: shared.evaluationOptions(raw, [fill(plan.template, first)]),
      scale: shared.scaleOption(raw),
      seed: raw.seed as number,
      build: shared.buildOption(raw),
    }
    const { checkDistinct, checkWritable, exportsOf } = await import('./exports.ts')
    const { writeWhole } = await import('../util/wholeFile.ts')
    const exports = exportsOf(raw)
    const outputs = exports.map(({ path }) => path)
    checkDistinct(outputs, [source])
    checkWritable(outputs)

    if (raw.dryRun !== true) {
      const { startAhead } = await import('../experiment/thread.ts')
      startAhead(Math.min(raw.jobs as number, experiment.evaluation.folds))
    }
    const { loadDataset } = await import('../data/read/load.ts')
    const { notice, outputStyle, print } = await import('./terminal.ts')
    const dataset = await loadDataset(source, shared.dataOptions(raw))
    notice(raw, dataset.notes)

    if (raw.dryRun === true) {
      const { dryTuning } = await import('./dryRun.ts')
      await dryTuning(dataset, plan, experiment, raw)
      return 0
    }
    const { tune } = await import('../experiment/tune.ts')
    const { createProgress } = await import('../report/progress.ts')
    const { interruption } = await import('./signals.ts')
    const progress = createProgress(process.stderr, raw.quiet !== true && raw.progress !== false)
    const { signal, dispose } = interruption('nothing was kept')
    let found: Findings
    try {
      found = await tune(dataset, plan, experiment, {
        jobs: raw.jobs as number,
        ...(raw.trialTimeout !== undefined && { trialTimeout: raw.trialTimeout as number }),
        signal,
        onProgress: (done, total, latest) => progress.update(done, total, latest),
      })
    } finally {
      progress.end()
      dispose()
    }
    const report = { ...found, command: commandLine(source, raw, found) }
    const { tuningFormats } = await import('../report/tuning.ts')
    await print(tuningFormats[shared.formatOption(raw)](report, outputStyle(raw)))
    for (const { path, format } of exports) {
      await writeWhole(path, tuningFormats[format](report, { color: false, width: 100 }))
    }
    notice(raw, report.warnings)
    return 0
  },
}

/** Settings that tuning shares with the comparison that follows it. */
function addSettings(command: Command): void {
  shared.addDataOptions(command)
  shared.addGroup(command, 'Evaluation:', [
    option('--folds <K>', 'cross-validation folds')
      .argParser(number({ min: 2, integer: true }))
      .default(5),
    option('--repeats <R>', 'repetitions, each with new folds and weights')
      .argParser(number({ min: 1, integer: true }))
      .default(1),
    option('--test-fraction <F>', 'hold out this share of the rows instead of folds').argParser(
      number({ above: 0, below: 1 }),
    ),
    option('--validation-fraction <F>', 'share of the training rows set aside for early stopping').argParser(
      number({ above: 0, below: 1 }),
    ),
    option('--fold-column <column>', 'take the folds from this column'),
    option('--seed <N>', 'seed of every random choice')
      .argParser(number({ min: 0, integer: true }))
      .default(0),
  ])
  shared.addNetworkOptions(command)
  shared.addTrainingOptions(command)
}

async function planOf(raw: shared.RawOptions): Promise<TuningPlan> {
  const requests = axisRequests(raw)
  const [spec, another] = (raw.method as string[] | undefined) ?? []
  if (another !== undefined) {
    throw usageError(
      `tune takes one method, and ${another} is a second; compare --tune N tunes them side by side`,
    )
  }
  const { planSearch } = await import('../experiment/planSearch.ts')
  return planSearch({
    method: spec,
    requests,
    recipe: raw.recipe as boolean | undefined,
    search: raw.search as SearchName | undefined,
    budget: raw.budget as number | undefined,
    criterion: raw.by as Criterion | undefined,
    seed: raw.seed as number,
  })
}

/**
 * The comparison that uses the choice, with the settings that were given here. Its folds are others than those that chose,
 * by another seed, but the rows are the same: only new rows, or `compare --tune`, tell what the choice is worth.
 */
function commandLine(source: string, raw: shared.RawOptions, { best, oneSe }: Findings): string | null {
  if (best === null || oneSe === null) return null
  const settings = new Command()
  addSettings(settings)
  const defaults = settings.opts()
  const given = settings.options.flatMap((entry) => {
    const name = entry.attributeName()
    const value = raw[name]
    if (['seed', 'repeats'].includes(name) || same(value, defaults[name])) return []
    if (entry.negate) return [entry.long!]
    if (name === 'nullValue') return (value as string[]).flatMap((text) => [entry.long!, text])
    return [entry.long!, Array.isArray(value) && value.length === 0 ? 'none' : String(value)]
  })
  const methods = [...new Set(['none', best, oneSe])].flatMap((spec) => ['--method', spec])
  const words = [
    'regbench',
    'compare',
    source,
    ...given,
    ...methods,
    '--seed',
    String((raw.seed as number) + 1),
  ]
  return words.map(shellWord).join(' ')
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

const shellWord = (word: string): string =>
  /^[\w.,:=+@%/-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
