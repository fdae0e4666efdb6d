/** The command line that runs saved trials again, from what FILE.experiment.json tells. */
import { DEFAULT_CONFIDENCE } from '../experiment/config.ts'
import type { JoinedRun } from '../experiment/join.ts'
import { isRecord } from '../util/json.ts'
import { shellLine } from '../util/shell.ts'

export interface Again {
  /** Null where no file says how the trials were run. */
  readonly command: string | null
  /** What the line cannot tell, a sentence each. */
  readonly remarks: readonly string[]
}

/** By path in the identity: the option, and the value at which it may be left out. */
interface Setting {
  readonly path: string
  readonly option: string
  readonly byDefault?: unknown
}

/** A value below an object by its path; undefined where there is none. */
const at = (value: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((inner, key) => (isRecord(inner) ? inner[key] : undefined), value)

/** `defaults` are those of the options; `bundled` the names that need no file. */
export function againOf(
  { experiment, settings }: Pick<JoinedRun, 'experiment' | 'settings'>,
  defaults: { readonly network: object; readonly training: object; readonly evaluation: object },
  bundled: readonly string[],
): Again {
  if (experiment === null) return { command: null, remarks: [] }
  const { identity, report } = experiment
  const table: Setting[] = [
    ...OPTIONS.map(([path, option]) => ({ path, option, byDefault: at(defaults, path) })),
    { path: 'evaluation.validationFraction', option: '--validation-fraction', byDefault: 0 },
    { path: 'scale', option: '--scale', byDefault: 'standard' },
    { path: 'build', option: '--build', byDefault: 'strict' },
  ]
  const given = table.flatMap(({ path, option, byDefault }) => {
    const value = at(identity, path)
    if (value === undefined || JSON.stringify(value) === JSON.stringify(byDefault)) return []
    return [option, wordOf(value)]
  })
  const names = settings.map(({ name }) => name)
  const others = names.filter((name) => !bundled.includes(name))
  const [first] = report.datasets
  const target = others.length > 0 && names.length === 1 ? first.target : undefined
  const nested = at(identity, 'nested')
  const sizes = ((identity.candidates as readonly (readonly (readonly unknown[])[])[] | undefined) ?? []).map(
    (stages) => Math.max(0, ...stages.map((stage) => stage.length)),
  )
  const average = at(identity, 'average')
  const { baseline, confidence, rope } = report.analysis
  const words = [
    'regbench',
    'compare',
    ...names.map((name) => (bundled.includes(name) ? name : `${name.replace(/\.csv$/i, '')}.csv`)),
    ...(target === undefined ? [] : ['--target', target]),
    ...report.methods.flatMap((spec) => ['--method', spec]),
    ...(baseline === report.methods[0] ? [] : ['--baseline', baseline]),
    ...given,
    ...(nested === undefined
      ? []
      : [
          '--tune',
          String(Math.max(...sizes)),
          '--inner-folds',
          wordOf(at(nested, 'innerFolds')),
          '--by',
          wordOf(at(nested, 'criterion')),
        ]),
    '--seed',
    String(report.seed),
    ...(confidence === DEFAULT_CONFIDENCE ? [] : ['--confidence', String(confidence)]),
    ...(rope === undefined ? [] : ['--rope', String(rope)]),
  ]
  return {
    command: shellLine(words),
    remarks: [
      ...(others.length === 0
        ? []
        : [
            `${others.join(', ')}: put the path of the data file in, and the options by which it was read; the same data has the sha-256 above`,
          ]),
      ...(first.resampling === 'given-folds' ? ['the folds were those of a column: add --fold-column'] : []),
      ...(first.resampling === 'fixed-test' ? ['the test rows were a file of their own: add --test'] : []),
      ...(nested === undefined
        ? []
        : ['strengths were tuned, in the default ranges unless --scan, --list or --recipe said otherwise']),
      ...(average === undefined ? [] : ['noise was averaged out: add --average']),
    ],
  }
}

const OPTIONS = [
  ['evaluation.folds', '--folds'],
  ['evaluation.repeats', '--repeats'],
  ['evaluation.testFraction', '--test-fraction'],
  ['network.hidden', '--hidden'],
  ['network.activation', '--activation'],
  ['network.init', '--init'],
  ['training.epochs', '--epochs'],
  ['training.batchSize', '--batch-size'],
  ['training.learningRate', '--learning-rate'],
  ['training.optimizer', '--optimizer'],
  ['training.momentum', '--momentum'],
  ['training.schedule', '--schedule'],
] as const

function wordOf(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(',')
  return String(value)
}
