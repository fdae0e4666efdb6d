/** `regbench dropout`: vanilla and inverted dropout, side by side. */
import { evaluationOf, networkOf } from '../experiment/config.ts'
import { needsValidation, parseMethod } from '../regularizers/method.ts'
import { data } from '../settings/data.ts'
import { evaluation } from '../settings/evaluation.ts'
import { text } from '../settings/kinds.ts'
import { network } from '../settings/network.ts'
import { running } from '../settings/running.ts'
import { change, group, pick } from '../settings/setting.ts'
import { training } from '../settings/training.ts'
import { EXIT, usageError } from '../util/errors.ts'
import { defineCommand } from './command.ts'
import { exported } from './output.ts'

/** Share of the rows held out when nothing says which are tested. */
const DEFAULT_TEST_FRACTION = 0.2

export const dropoutCommand = defineCommand({
  examples: [
    ['regbench dropout digits', 'four tables, each with what it shows'],
    [
      'regbench dropout data.csv --method inverted-dropout:keep=0.5,input-keep=0.8+max-norm:3',
      'your own data and method',
    ],
    ['regbench dropout wine --hidden 16', 'few units: the average over all 65536 masks'],
    ['regbench dropout digits --format csv | csvgrep -c table -m averages', 'one of the tables in a pipe'],
  ],

  operands: [['<data>', 'CSV file (.gz too), - for standard input, or a bundled name']],
  groups: {
    data,
    evaluation: change(pick(evaluation, 'test', 'testFraction', 'validationFraction', 'seed'), {
      test: { summary: 'test on the rows of this file' },
      testFraction: { summary: `hold out this share of the rows (default: ${DEFAULT_TEST_FRACTION})` },
    }),
    network,
    // Under Adam a factor on all gradients cancels but for its epsilon: two runs that are one would differ in their last bits.
    training: change(training, { optimizer: { default: 'momentum' } }),
    methods: group('Methods', {
      method: {
        kind: text,
        placeholder: 'spec',
        short: 'm',
        default: 'inverted-dropout:keep=0.5',
        summary: 'a method with vanilla or inverted dropout; the other is run beside it',
      },
    }),
    output: exported,
    running: pick(running, 'build', 'config'),
  },

  async run([source], given) {
    const { output } = given
    const { test, validationFraction, testFraction } = given.evaluation
    const method = parseMethod(given.methods.method)
    const { pairOf } = await import('../experiment/dropout/pair.ts')
    pairOf(method)
    const isHeldOut = test === undefined && testFraction === undefined
    const evaluation = evaluationOf(
      {
        ...given.evaluation,
        folds: 0,
        repeats: 1,
        ...(isHeldOut && { testFraction: DEFAULT_TEST_FRACTION }),
      },
      [method],
    )
    if (!needsValidation(method) && validationFraction !== undefined) {
      throw usageError('--validation-fraction is for early-stopping, which --method does not name')
    }
    const { checkDistinct, checkWritable, exportsOf, writeExports } = await import('./exports.ts')
    const exports = exportsOf(output)
    const outputs = exports.map(({ path }) => path)
    checkDistinct(outputs, [source, ...(test === undefined ? [] : [test])])
    checkWritable(outputs)

    const { loadDataset } = await import('../data/read/load.ts')
    const { dataOptionsOf } = await import('./sources.ts')
    const { notice } = await import('./terminal.ts')
    const dataset = await loadDataset(source, dataOptionsOf(given.data, given.evaluation))
    notice(output, dataset.notes)

    const { studyDropout } = await import('../experiment/dropout/index.ts')
    const { createStatusLine } = await import('../report/statusLine.ts')
    const status = createStatusLine(process.stderr, !output.quiet && output.progress)
    const settings = {
      method,
      network: networkOf(given.network, [method]),
      training: given.training,
      evaluation,
      scale: given.data.scale,
      seed: given.evaluation.seed,
      build: given.running.build,
    }
    const report = await studyDropout(dataset, settings, { onStage: status.show }).finally(status.end)
    const { dropoutDocument } = await import('../report/dropout.ts')
    const { printReport } = await import('./printReport.ts')
    const document = dropoutDocument(report)
    await printReport(document, output)
    await writeExports(exports, document)
    notice(output, report.warnings)
    return EXIT.done
  },
})
