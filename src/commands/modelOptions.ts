/** The options of train and predict that no other command has. */
import type { Command } from 'commander'
import type { RowOptions } from '../data/read/rows.ts'
import { validationFractionOf } from '../experiment/config.ts'
import type { Reading } from '../models/manifest.ts'
import { type Method, parseMethod } from '../regularizers/method.ts'
import { formats } from '../report/index.ts'
import { usageError } from '../util/errors.ts'
import { addGroup, number, option, type RawOptions, readingOptions, repeatable, share } from './options.ts'

const buildChoice = () =>
  option('--build <name>', 'of the core: strict gives the same bits on every machine')
    .choices(['strict', 'relaxed'])
    .default('strict')

export function addTrainOptions(command: Command): void {
  addGroup(command, 'Model:', [
    option(
      '--method <spec>',
      'the method to train with, e.g. inverted-dropout:keep=0.5+l2:1e-4',
    ).makeOptionMandatory(),
    option('--save <file>', 'where to: MODEL.safetensors or MODEL.onnx; repeatable').argParser(repeatable),
    option('--validation-fraction <F>', 'share of the rows set aside for early stopping').argParser(share),
    option('--seed <N>', 'seed of every random choice')
      .argParser(number({ min: 0, integer: true }))
      .default(0),
  ])
  addGroup(command, 'Output:', [
    option('--format <format>', 'of standard output').choices(Object.keys(formats)).default('table'),
    option('--quiet', 'no progress, notes or warnings'),
    option('--no-progress', 'no learning curve'),
    option('--no-color', 'no colours'),
  ])
  addGroup(command, 'Running:', [buildChoice()])
}

export function trainMethod(raw: RawOptions): { method: Method; validationFraction: number } {
  const method = parseMethod(raw.method as string)
  const given = raw.validationFraction as number | undefined
  return { method, validationFraction: validationFractionOf(given, [method]) }
}

export function addPredictOptions(command: Command): void {
  addGroup(command, 'Data:', [
    option('--keep <columns>', 'columns to copy into the output: names, indices, ranges').argParser(
      repeatable,
    ),
    option('--delimiter <char>', 'field delimiter (default: as for training, or detected)'),
    option('--encoding <name>', 'of the file, e.g. latin1 (default: as for training)'),
    option('--decimal <char>', 'mark before decimals (default: as for training)'),
    option('--thousands <char>', 'what stands between thousands (default: as for training)'),
    option('--header', 'the first line names the columns (default: as for training)'),
    option('--no-header', 'the first line is data; columns are called column1, column2, ...'),
    option('--null-value <text>', 'a further spelling of a missing value').argParser(repeatable),
    option(
      '--missing <how>',
      'what to do about missing values (default: impute if training did, else error)',
    ).choices(['error', 'drop', 'impute']),
  ])
  addGroup(command, 'Output:', [option('--quiet', 'no notes or warnings')])
  addGroup(command, 'Running:', [buildChoice()])
}

export function rowOptions(raw: RawOptions): Partial<RowOptions & Reading> {
  const { delimiter, header, nullValue, missing, keep } = raw
  return {
    ...(delimiter !== undefined && { delimiter: delimiter as string }),
    ...readingOptions(raw),
    ...(header !== undefined && { header: header as boolean }),
    ...(nullValue !== undefined && { nullValues: nullValue as string[] }),
    ...(missing !== undefined && { missing: missing as RowOptions['missing'] }),
    ...(keep !== undefined && { keep: keep as string[] }),
  }
}

/** Refuses kept columns that the output has anyway. */
export function checkKept(kept: readonly string[], columns: readonly string[]): void {
  const taken = kept.find((name) => columns.includes(name))
  if (taken === undefined) return
  throw usageError(`--keep ${taken}: the predictions have a column of that name; rename the one in the file`)
}
