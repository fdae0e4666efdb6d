/** `regbench dropout`: vanilla and inverted dropout, side by side. */
import { BUILDS } from '../core/load.ts'
import { needsValidation, parseMethod } from '../regularizers/method.ts'
import { formats } from '../report/index.ts'
import { usageError } from '../util/errors.ts'
import type { CommandDefinition } from './command.ts'
import * as shared from './options.ts'

const { number, option, share } = shared

/** Of the rows, when nothing says which are tested. */
const DEFAULT_TEST_FRACTION = 0.2

export const dropoutCommand: CommandDefinition = {
  examples: [
    ['regbench dropout digits', 'four tables, each with what it shows'],
    [
      'regbench dropout data.csv --method inverted-dropout:keep=0.5,input-keep=0.8+max-norm:3',
      'your own data and method',
    ],
    ['regbench dropout wine --hidden 16', 'few units: the average over all 65536 masks'],
    ['regbench dropout digits --format csv | csvgrep -c table -m averages', 'one of the tables in a pipe'],
  ],

  configure(command) {
    command.argument('<data>', 'CSV file (.gz too), - for standard input, or a bundled name')
    shared.addDataOptions(command)
    shared.addGroup(command, 'Evaluation:', [
      option('--test <file>', 'test on the rows of this file'),
      option(
        '--test-fraction <F>',
        `hold out this share of the rows (default: ${DEFAULT_TEST_FRACTION})`,
      ).argParser(share),
      option(
        '--validation-fraction <F>',
        'share of the training rows set aside for early stopping',
      ).argParser(share),
      option('--seed <N>', 'seed of every random choice')
        .argParser(number({ min: 0, integer: true }))
        .default(0),
    ])
    shared.addNetworkOptions(command)
    shared.addTrainingOptions(command)
    shared.addGroup(command, 'Methods:', [
      option(
        '--method <spec>',
        'a method with vanilla or inverted dropout; the other is run beside it',
      ).default('inverted-dropout:keep=0.5'),
    ])
    shared.addGroup(command, 'Output:', [
      option('--format <format>', 'of standard output').choices(Object.keys(formats)).default('table'),
      option('--export-csv <file>', 'also write all four tables as one CSV'),
      option('--export-json <file>', 'also write settings, tables and findings as JSON'),
      option('--export-markdown <file>', 'also write the tables as Markdown'),
      option('--quiet', 'no progress, notes or warnings'),
      option('--no-progress', 'no progress line'),
      option('--no-color', 'no colours'),
    ])
    shared.addGroup(command, 'Running:', [
      option('--build <name>', 'of the core: strict gives the same bits on every machine')
        .choices(BUILDS.filter((build) => build !== 'debug'))
        .default('strict'),
    ])
  },

  async run([source], raw) {
    const method = parseMethod(raw.method as string)
    if (raw.test !== undefined && raw.testFraction !== undefined) {
      throw usageError('--test and --test-fraction exclude each other: each says which rows are tested')
    }
    const { pairOf } = await import('../experiment/dropout/pair.ts')
    pairOf(method)
    const evaluation = shared.evaluationOptions(
      {
        ...raw,
        folds: 0,
        repeats: 1,
        ...(raw.test === undefined && { testFraction: raw.testFraction ?? DEFAULT_TEST_FRACTION }),
      },
      [method],
    )
    if (!needsValidation(method) && raw.validationFraction !== undefined) {
      throw usageError('--validation-fraction is for early-stopping, which --method does not name')
    }
    const { checkDistinct, checkWritable, exportsOf } = await import('./exports.ts')
    const { writeWhole } = await import('../util/wholeFile.ts')
    const exports = exportsOf(raw)
    const outputs = exports.map(({ path }) => path)
    checkDistinct(outputs, [source, ...(raw.test === undefined ? [] : [raw.test as string])])
    checkWritable(outputs)

    const { loadDataset } = await import('../data/read/load.ts')
    const { notice, outputStyle, print } = await import('./terminal.ts')
    const dataset = await loadDataset(source, shared.dataOptions(raw))
    notice(raw, dataset.notes)

    const { studyDropout } = await import('../experiment/dropout/index.ts')
    const { createStatusLine } = await import('../report/statusLine.ts')
    const status = createStatusLine(process.stderr, raw.quiet !== true && raw.progress !== false)
    const settings = {
      method,
      network: shared.networkOptions(raw),
      training: shared.trainingOptions(raw),
      evaluation,
      scale: shared.scaleOption(raw),
      seed: raw.seed as number,
      build: shared.buildOption(raw),
    }
    const report = await studyDropout(dataset, settings, { onStage: status.show }).finally(status.end)
    const { dropoutFormats } = await import('../report/dropout.ts')
    await print(dropoutFormats[shared.formatOption(raw)](report, outputStyle(raw)))
    for (const { path, format } of exports) {
      await writeWhole(path, dropoutFormats[format](report, { color: false, width: 100 }))
    }
    notice(raw, report.warnings)
    return 0
  },
}
