/** `regbench report`: tables from saved trials, without training. */
import { Option } from 'commander'
import type { Analysis } from '../experiment/config.ts'
import type { JoinedRun, SavedRun } from '../experiment/join.ts'
import type { PairedReport } from '../results/paired.ts'
import { dataError, usageError } from '../util/errors.ts'
import { count } from '../util/format.ts'
import { suggest } from '../util/suggest.ts'
import type { CommandDefinition } from './command.ts'
import * as shared from './options.ts'
import type { ReportInputs } from './reportInputs.ts'
import type { OutputStyle } from './terminal.ts'

export const reportCommand: CommandDefinition = {
  examples: [
    ['regbench report trials.csv --format markdown', 'the table again, in another format'],
    ['regbench report shard1.csv shard2.csv --export-trials all.csv', 'join what --shard has divided'],
    ['regbench report trials.csv --baseline l2 --rope 0.005', 'another baseline, a narrower rope'],
    [
      'regbench report trials.csv curves.csv --html report.html',
      'one page with tables and pictures, which needs no network',
    ],
    [
      'regbench report old.csv new.csv --paired --fail-if "difference_high(none) < 0"',
      'did the second run get worse?',
    ],
  ],

  configure(command) {
    command.argument(
      '<files...>',
      'trials of "compare --export-trials"; for pictures also curves of "compare --curves", candidates of "tune --export-csv" and models of "train --save"',
    )
    command.addOption(
      new Option('--paired', 'compare two runs of the same splits, method by method').helpGroup('Trials:'),
    )
    command.addOption(
      new Option('--partial', 'report what there is although trials are missing').helpGroup('Trials:'),
    )
    command.addOption(
      new Option('--baseline <spec>', 'the method others are compared with (default: as saved)').helpGroup(
        'Analysis:',
      ),
    )
    shared.addAnalysisOptions(command, { saved: true })
    shared.addOutputOptions(command, { runs: false })
    shared.addDiagramOption(command)
    shared.addGroup(command, 'Pictures:', [
      shared.option('--html <file>', 'write one page with table and pictures, which needs no network'),
      shared.option('--svg <folder>', 'write each picture as SVG'),
      shared.option('--png <folder>', 'write each picture as PNG'),
    ])
  },

  async run(paths, raw) {
    const repeated = paths.find((path, i) => paths.indexOf(path) !== i)
    if (repeated !== undefined) throw usageError(`${repeated} is given twice`)
    const { checkCurves, checkRoles, readInputs } = await import('./reportInputs.ts')
    const notes: string[] = []
    const inputs = await readInputs(paths, notes)
    checkRoles(inputs, paths, {
      pictures: wantsPictures(raw),
      paired: raw.paired === true,
      table: shared.formatOption(raw) === 'table',
    })
    checkCurves(inputs)
    if (raw.paired === true) return reportPair(inputs.runs, raw, notes)
    return inputs.runs.length === 0
      ? reportPictures(paths, inputs, raw, notes)
      : reportJoined(paths, inputs, raw, notes)
  },
}

const wantsPictures = (raw: shared.RawOptions): boolean => PICTURES.some((name) => raw[name] !== undefined)

const PICTURES = ['html', 'svg', 'png'] as const

/** Learning curves as they stand below the table, where it is wide enough for them. */
async function curveTexts({ curves }: ReportInputs, style: OutputStyle): Promise<string[]> {
  if (curves.length === 0) return []
  const { curvePlots } = await import('../report/curvePlots.ts')
  const { plotText } = await import('../report/plotText.ts')
  return curvePlots(
    curves.flatMap(({ points }) => points),
    style.width,
  ).map((plot) => `${plotText(plot, style)}\n`)
}

/** What only trials can give is refused rather than left out. */
async function reportPictures(
  paths: readonly string[],
  inputs: ReportInputs,
  raw: shared.RawOptions,
  notes: readonly string[],
) {
  const { notice } = await import('./terminal.ts')
  const { writePictures } = await import('./picturesOutput.ts')
  const idle = [
    'exportCsv',
    'exportJson',
    'exportMarkdown',
    'exportTrials',
    'exportSvg',
    'failIf',
    'partial',
    'baseline',
  ]
  const given = idle.find((name) => raw[name] !== undefined)
  if (given !== undefined) throw usageError(`${flagOf(given)} needs a trials file, and none is given`)
  notice(raw, notes)
  await writePictures(raw, paths, inputs, null, { comparisons: [], ranking: null })
  return 0
}

async function reportJoined(
  paths: readonly string[],
  inputs: ReportInputs,
  raw: shared.RawOptions,
  notes: readonly string[],
) {
  const { runs } = inputs
  const { joinRuns } = await import('../experiment/join.ts')
  const { condense, studyOf } = await import('../experiment/condense.ts')
  const { checkDistinct, checkWritable, exportsOf, writeDiagram, writeExports } = await import('./exports.ts')
  const { checkGates, methodMeant, summaryGates, tablesOf } = await import('./gates.ts')
  const { notice, outputStyle, print, sharedSentences } = await import('./terminal.ts')
  const { checkRope } = await import('./sources.ts')

  const run = joinRuns(runs)
  const baseline = baselineOf(raw, run, methodMeant)
  const analysis = analysisOf(raw, run, baseline)
  checkRope(
    analysis,
    run.settings.map(({ task }) => task),
  )
  const gates = summaryGates(raw, run.methods)
  if (raw.exportSvg !== undefined && run.settings.length < 2) {
    throw usageError('--export-svg draws ranks over several datasets, and the trials are of one')
  }
  const trialsPath = raw.exportTrials as string | undefined
  const outputs = [...exportsOf(raw).map(({ path }) => path), raw.exportSvg, trialsPath, raw.html].filter(
    (path): path is string => path !== undefined,
  )
  checkDistinct(outputs, paths)
  checkWritable(outputs)
  checkComplete(runs, run, raw.partial === true)
  if (wantsPictures(raw)) (await import('./picturesOutput.ts')).makeFolders(raw)

  const study = studyOf(
    run.settings.map((setting) =>
      condense(
        setting,
        run.methods,
        analysis,
        run.trials.filter(({ dataset }) => dataset === setting.name),
      ),
    ),
  )
  notice(raw, notes)
  const { formats } = await import('../report/index.ts')
  const format = shared.formatOption(raw)
  const text = await formats[format].render(study, outputStyle(raw))
  await print(format === 'table' ? [text, ...(await curveTexts(inputs, outputStyle(raw)))].join('\n') : text)
  await writeExports(exportsOf(raw), study)
  await writeDiagram(raw.exportSvg as string | undefined, study)
  if (trialsPath !== undefined) await writeTrials(trialsPath, run)
  if (wantsPictures(raw)) {
    const { writePictures } = await import('./picturesOutput.ts')
    await writePictures(raw, paths, inputs, run, study)
  }
  notice(raw, [
    ...(run.missing.length === 0 ? [] : [missingSentence(run)]),
    ...sharedSentences(study.comparisons.map(({ dataset, warnings }) => [dataset, warnings])),
  ])
  return checkGates(gates, tablesOf(study))
}

const flagOf = (name: string): string =>
  `--${name.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`)}`

function baselineOf(
  raw: shared.RawOptions,
  { experiment, methods }: JoinedRun,
  methodMeant: (spec: string, methods: readonly string[]) => string | undefined,
): string {
  if (raw.baseline === undefined) return experiment?.report.analysis.baseline ?? methods[0]
  const spec = raw.baseline as string
  const method = methodMeant(spec, methods)
  if (method !== undefined) return method
  const near = suggest(spec, methods)
  const hint = near === undefined ? `they are ${methods.join(', ')}` : `did you mean ${near}?`
  throw usageError(`--baseline ${spec} is not one of the methods; ${hint}`)
}

/** As saved, unless the command line says otherwise. */
function analysisOf(raw: shared.RawOptions, { experiment }: JoinedRun, baseline: string): Analysis {
  const saved = experiment?.report.analysis
  const rope = (raw.rope as number | undefined) ?? saved?.rope
  return {
    baseline,
    confidence: (raw.confidence as number | undefined) ?? saved?.confidence ?? shared.DEFAULT_CONFIDENCE,
    ...(rope !== undefined && { rope }),
  }
}

function checkComplete(runs: readonly SavedRun[], run: JoinedRun, partial: boolean): void {
  if (run.missing.length === 0) return
  if (run.trials.length === 0) throw dataError({ file: runs[0].path }, 'there are no trials in it')
  if (partial) return
  const total = run.missing.length + run.trials.length
  const shards = runs.flatMap(({ experiment }) => experiment?.shard ?? [])
  const given = new Set(shards.map(({ index }) => index))
  const absent = Array.from({ length: shards[0]?.count ?? 0 }, (_, i) => i + 1).filter(
    (index) => !given.has(index),
  )
  const where =
    absent.length > 0
      ? `of ${shards[0].count} shards, ${absent.join(', ')} ${absent.length === 1 ? 'is' : 'are'} not given`
      : 'finish the run with --resume'
  throw dataError(
    { file: runs.map(({ path }) => path).join(', ') },
    `${run.missing.length} of ${count(total, 'trial')} missing: ${someOf(run.missing)}; ${where}, or --partial reports what there is`,
  )
}

const missingSentence = ({ missing, trials }: JoinedRun): string =>
  `${missing.length} of ${count(missing.length + trials.length, 'trial')} missing: ${someOf(missing)}`

const someOf = (names: readonly string[]): string =>
  names.length <= 3 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`

async function writeTrials(path: string, { trials, experiment }: JoinedRun): Promise<void> {
  const { writeWhole } = await import('../util/wholeFile.ts')
  const { identityPath } = await import('../results/identity.ts')
  const { csvText } = await import('../results/csv.ts')
  const { trialColumns } = await import('../results/trial.ts')
  const { choiceColumns, choiceRows, choicesPath } = await import('../results/choice.ts')
  const choices = trials.flatMap(choiceRows)
  if (experiment !== null) await writeWhole(identityPath(path), `${JSON.stringify(experiment, null, 2)}\n`)
  if (choices.length > 0) await writeWhole(choicesPath(path), csvText(choiceColumns, choices))
  await writeWhole(path, csvText(trialColumns, trials))
}

async function reportPair(runs: readonly SavedRun[], raw: shared.RawOptions, notes: readonly string[]) {
  if (runs.length !== 2)
    throw usageError(`--paired takes two files, the old run and the new, got ${runs.length}`)
  const idle = ['baseline', 'exportTrials', 'exportSvg', 'partial', ...PICTURES].find(
    (name) => raw[name] !== undefined,
  )
  if (idle !== undefined) throw usageError(`${flagOf(idle)} means nothing with --paired`)
  const { joinRuns } = await import('../experiment/join.ts')
  const { pairRuns } = await import('../experiment/pair.ts')
  const { checkDistinct, checkWritable, exportsOf } = await import('./exports.ts')
  const { writeWhole } = await import('../util/wholeFile.ts')
  const { checkGates, gatesOf } = await import('./gates.ts')
  const { notice, outputStyle, print } = await import('./terminal.ts')
  const { pairedColumns } = await import('../results/paired.ts')
  const { checkRope } = await import('./sources.ts')
  const { renderPaired } = await import('../report/paired.ts')

  const [old, fresh] = runs.map((run) => ({ path: run.path, run: joinRuns([run]) }))
  const gates = gatesOf(raw, pairedColumns, old.run.methods)
  const exports = exportsOf(raw)
  checkDistinct(
    exports.map(({ path }) => path),
    runs.map(({ path }) => path),
  )
  checkWritable(exports.map(({ path }) => path))
  const rope = raw.rope as number | undefined
  const confidence = (raw.confidence as number | undefined) ?? shared.DEFAULT_CONFIDENCE
  checkRope(
    { ...(rope !== undefined && { rope }) },
    old.run.settings.map(({ task }) => task),
  )
  const report: PairedReport = pairRuns(old, fresh, { confidence, ...(rope !== undefined && { rope }) })
  notice(raw, notes)
  await print(renderPaired(report, shared.formatOption(raw), outputStyle(raw)))
  for (const { path, format } of exports) {
    await writeWhole(path, renderPaired(report, format, { color: false, width: 100 }))
  }
  notice(raw, report.warnings)
  const datasets = [...new Set(report.methods.map(({ dataset }) => dataset))]
  return checkGates(
    gates,
    datasets.map((name) => ({
      name: datasets.length === 1 ? null : name,
      rows: report.methods.filter(({ dataset }) => dataset === name),
    })),
  )
}
