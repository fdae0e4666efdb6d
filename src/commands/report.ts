/** `regbench report`: tables from saved trials, without training. */

import type { JoinedRun, SavedRun } from '../experiment/join.ts'
import type { Study } from '../results/comparison.ts'
import type { Analysis } from '../results/identity.ts'
import type { PairedReport } from '../results/paired.ts'
import { analysis } from '../settings/analysis.ts'
import { toggle } from '../settings/kinds.ts'
import { methods } from '../settings/methods.ts'
import { type GroupValues, givenFlags } from '../settings/read.ts'
import { scores } from '../settings/scores.ts'
import { change, group, pick, withoutDefault } from '../settings/setting.ts'
import { dataError, usageError } from '../util/errors.ts'
import { count } from '../util/format.ts'
import { suggest } from '../util/suggest.ts'
import { defineCommand } from './command.ts'
import { exportSettings, savedOutput } from './output.ts'
import { picturesGroup } from './pictures.ts'
import type { ReportInputs } from './reportInputs.ts'

const groups = {
  trials: group('Trials', {
    paired: {
      kind: toggle,
      default: false,
      summary: 'compare two runs of the same splits, method by method',
    },
    predictions: {
      kind: toggle,
      default: false,
      summary: 'also show what was predicted: who is taken for whom, calibration, residuals',
    },
    partial: {
      kind: toggle,
      default: false,
      summary: 'report what there is although trials are missing',
    },
  }),
  // A saved run has its own.
  analysis: withoutDefault(
    group('Analysis', {
      baseline: {
        ...methods.settings.baseline,
        summary: 'the method others are compared with (default: as saved)',
      },
      ...analysis.settings,
    }),
    'confidence',
  ),
  scores: change(scores, {
    metric: { summary: 'make the table by this metric instead (default: that of the run)' },
    also: { summary: 'further metrics to show beside it (default: as saved)' },
    positive: { summary: 'the class that f1, auc and average-precision are about (default: as in the run)' },
  }),
  output: savedOutput,
  pictures: picturesGroup,
} as const

type Given = GroupValues<typeof groups>

export const reportCommand = defineCommand({
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

  operands: [
    [
      '<files...>',
      'trials of "compare --export-trials"; for pictures also curves of "compare --curves", candidates of "tune --export-csv" and models of "train --save"',
    ],
  ],
  groups,

  async run(paths, given) {
    const repeated = paths.find((path, i) => paths.indexOf(path) !== i)
    if (repeated !== undefined) throw usageError(`${repeated} is given twice`)
    const { checkCurves, checkRoles, readInputs } = await import('./reportInputs.ts')
    const notes: string[] = []
    const inputs = await readInputs(paths, notes)
    checkRoles(inputs, paths, {
      pictures: wantsPictures(given),
      paired: given.trials.paired,
      table: given.output.format === 'table',
    })
    checkCurves(inputs)
    if (given.trials.paired) return reportPair(inputs.runs, given, notes)
    return inputs.runs.length === 0
      ? reportPictures(paths, inputs, given, notes)
      : reportJoined(paths, inputs, given, notes)
  },
})

const wantsPictures = ({ pictures }: Given): boolean => Object.values(pictures).length > 0

/** What only trials can give is refused rather than left out. */
async function reportPictures(
  paths: readonly string[],
  inputs: ReportInputs,
  given: Given,
  notes: readonly string[],
) {
  const { notice } = await import('./terminal.ts')
  const { writePictures } = await import('./picturesOutput.ts')
  const { exportTrials, exportSvg, exportPredictions, matrix } = savedOutput.settings
  const idle = [
    ...givenFlags({ ...exportSettings, exportTrials, exportSvg, exportPredictions, matrix }, given.output),
    ...givenFlags(pick(groups.analysis, 'failIf', 'baseline').settings, given.analysis),
    ...givenFlags(groups.scores.settings, given.scores),
    ...givenFlags(pick(groups.trials, 'partial', 'predictions').settings, given.trials),
  ]
  if (idle.length > 0) throw usageError(`${idle[0]} needs a trials file, and none is given`)
  notice(given.output, notes)
  await writePictures(given.pictures, paths, inputs, null, { comparisons: [], ranking: null })
  return 0
}

async function reportJoined(
  paths: readonly string[],
  inputs: ReportInputs,
  given: Given,
  notes: readonly string[],
) {
  const { runs } = inputs
  const { joinRuns } = await import('../experiment/join.ts')
  const { condense, studyOf } = await import('../experiment/condense.ts')
  const { rescored } = await import('../experiment/rescore.ts')
  const { checkDistinct, checkWritable, exportsOf, writeDiagram, writeExports } = await import('./exports.ts')
  const { checkGates, summaryGates, tablesOf } = await import('./gates.ts')
  const { methodMeant } = await import('../report/gates.ts')
  const { notice, sharedSentences } = await import('./terminal.ts')
  const { checkAlso, checkRope } = await import('./sources.ts')

  const joined = joinRuns(runs)
  const run = { ...joined, trials: rescored(joined, given.scores, pathsOf(runs)) }
  const baseline = baselineOf(given.analysis.baseline, run, methodMeant)
  const analysis = analysisOf(given, run, baseline)
  checkRope(
    analysis,
    run.settings.map(({ task }) => task),
  )
  checkAlso(analysis.also, run.settings)
  const gates = summaryGates(given.analysis.failIf, run.methods)
  if (given.output.exportSvg !== undefined && run.settings.length < 2) {
    throw usageError('--export-svg draws ranks over several datasets, and the trials are of one')
  }
  const { output } = given
  const trialsPath = output.exportTrials
  const exports = exportsOf(output)
  const outputs = [
    ...exports.map(({ path }) => path),
    output.exportSvg,
    trialsPath,
    output.exportPredictions,
    given.pictures.html,
  ].filter((path) => path !== undefined)
  checkDistinct(outputs, paths)
  checkWritable(outputs)
  checkComplete(runs, run, given.trials.partial)
  if (wantsPictures(given)) (await import('./picturesOutput.ts')).makeFolders(given.pictures)

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
  notice(given.output, notes)
  const { warningTexts } = await import('../report/warnings.ts')
  const { printReport } = await import('./printReport.ts')
  const document = await documentOf(study, inputs, given)
  await printReport(document, { ...output, ...given.pictures })
  await writeExports(exports, document)
  await writeDiagram(output.exportSvg, study)
  if (trialsPath !== undefined) await writeTrials(trialsPath, joined)
  const { writePredictions } = await import('./predictionsFile.ts')
  await writePredictions(output.exportPredictions, run.trials, run.settings)
  if (wantsPictures(given)) {
    const { writePictures } = await import('./picturesOutput.ts')
    await writePictures(given.pictures, paths, inputs, run, study)
  }
  notice(given.output, [
    ...(run.missing.length === 0 ? [] : [missingSentence(run)]),
    ...sharedSentences(study.comparisons.map(({ dataset, warnings }) => [dataset, warningTexts(warnings)])),
  ])
  return checkGates(gates, tablesOf(study))
}

async function documentOf(study: Study, { curves }: ReportInputs, { output, trials }: Given) {
  const { predictedBy } = await import('../experiment/predicted.ts')
  const { shownPredictors } = await import('../report/predictedRows.ts')
  const { studyDocument } = await import('../report/study.ts')
  return studyDocument(study, {
    curves: curves.flatMap(({ points }) => points),
    matrix: output.matrix,
    ...(trials.predictions && {
      predictions: (comparison) => predictedBy(comparison, shownPredictors(comparison)),
    }),
  })
}

function baselineOf(
  spec: string | undefined,
  { experiment, methods }: JoinedRun,
  methodMeant: (spec: string, methods: readonly string[]) => string | undefined,
): string {
  if (spec === undefined) return experiment?.report.analysis.baseline ?? methods[0]
  const method = methodMeant(spec, methods)
  if (method !== undefined) return method
  const near = suggest(spec, methods)
  const hint = near === undefined ? `they are ${methods.join(', ')}` : `did you mean ${near}?`
  throw usageError(`--baseline ${spec} is not one of the methods; ${hint}`)
}

/** As saved, unless the command line says otherwise. */
function analysisOf(
  { analysis: given, scores: { also: asked } }: Given,
  { experiment }: JoinedRun,
  baseline: string,
): Analysis {
  const saved = experiment?.report.analysis
  const rope = given.rope ?? saved?.rope
  const also = asked ?? saved?.also
  const inference = given.inference ?? saved?.inference
  return {
    baseline,
    ...(inference !== undefined && { inference }),
    confidence: given.confidence ?? saved?.confidence ?? analysis.settings.confidence.default,
    ...(rope !== undefined && { rope }),
    ...(also !== undefined && { also }),
  }
}

const pathsOf = (runs: readonly SavedRun[]): string[] => runs.map(({ path }) => path)

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
  const { outputsPath, outputsRows, outputsTable } = await import('../results/outputs.ts')
  const choices = trials.flatMap(choiceRows)
  const outputs = trials.flatMap(outputsRows)
  if (experiment !== null) await writeWhole(identityPath(path), `${JSON.stringify(experiment, null, 2)}\n`)
  const rows = trials.flatMap(outputsRows)
  if (rows.length > 0) await writeWhole(outputsPath(path), csvText(outputsTable.columns, rows))
  if (choices.length > 0) await writeWhole(choicesPath(path), csvText(choiceColumns, choices))
  if (outputs.length > 0) await writeWhole(outputsPath(path), csvText(outputsTable.columns, outputs))
  await writeWhole(path, csvText(trialColumns, trials))
}

async function reportPair(runs: readonly SavedRun[], given: Given, notes: readonly string[]) {
  if (runs.length !== 2)
    throw usageError(`--paired takes two files, the old run and the new, got ${runs.length}`)
  const { exportTrials, exportSvg, exportPredictions, matrix } = savedOutput.settings
  const idle = [
    ...givenFlags(pick(groups.analysis, 'baseline').settings, given.analysis),
    ...givenFlags({ exportTrials, exportSvg, exportPredictions, matrix }, given.output),
    ...givenFlags(groups.scores.settings, given.scores),
    ...givenFlags(pick(groups.trials, 'partial', 'predictions').settings, given.trials),
    ...givenFlags(picturesGroup.settings, given.pictures),
  ]
  if (idle.length > 0) throw usageError(`${idle[0]} means nothing with --paired`)
  const { joinRuns } = await import('../experiment/join.ts')
  const { pairRuns } = await import('../experiment/pair.ts')
  const { checkDistinct, checkWritable, exportsOf, writeExports } = await import('./exports.ts')
  const { checkGates, gatesOf } = await import('./gates.ts')
  const { notice } = await import('./terminal.ts')
  const { pairedColumns } = await import('../results/paired.ts')
  const { checkRope } = await import('./sources.ts')
  const { pairedDocument } = await import('../report/paired.ts')
  const { warningTexts } = await import('../report/warnings.ts')
  const { printReport } = await import('./printReport.ts')

  const [old, fresh] = runs.map((run) => ({ path: run.path, run: joinRuns([run]) }))
  const gates = gatesOf(given.analysis.failIf, pairedColumns, old.run.methods)
  const { output } = given
  const exports = exportsOf(output)
  checkDistinct(
    exports.map(({ path }) => path),
    runs.map(({ path }) => path),
  )
  checkWritable(exports.map(({ path }) => path))
  const { rope, inference, confidence = analysis.settings.confidence.default } = given.analysis
  checkRope(
    { ...(rope !== undefined && { rope }) },
    old.run.settings.map(({ task }) => task),
  )
  const report: PairedReport = pairRuns(old, fresh, {
    confidence,
    ...(inference !== undefined && { inference }),
    ...(rope !== undefined && { rope }),
  })
  notice(given.output, notes)
  const document = pairedDocument(report)
  await printReport(document, { ...output, ...given.pictures })
  await writeExports(exports, document)
  notice(given.output, warningTexts(report.warnings))
  const datasets = [...new Set(report.methods.map(({ dataset }) => dataset))]
  return checkGates(
    gates,
    datasets.map((name) => ({
      name: datasets.length === 1 ? null : name,
      rows: report.methods.filter(({ dataset }) => dataset === name),
    })),
  )
}
