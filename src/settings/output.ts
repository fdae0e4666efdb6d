/** What is written where. The formats are those of the registry in report/, which stands above: commands hand them in. */
import { choice, text, toggle } from './kinds.ts'
import { group, type Values } from './setting.ts'

/** The format of standard output. */
export const formatSetting = <T extends string>(formats: readonly T[], byDefault: NoInfer<T>) =>
  ({
    kind: choice(formats),
    placeholder: 'format',
    common: true,
    default: byDefault,
    summary: 'output format',
  }) as const

export const output = group('Output', {
  exportTrials: {
    alsoCalled: ['trials'],
    common: true,
    kind: text,
    placeholder: 'file',
    summary: 'write one CSV row a trial, appended as each ends',
  },
  curves: {
    kind: text,
    placeholder: 'file',
    summary: 'write one CSV row a trial and epoch: losses, scores and norms as they develop',
  },
  exportPredictions: {
    kind: text,
    placeholder: 'file',
    summary: 'write one CSV row a test row and trial: target, prediction, and the probability of each class',
  },
  exportSvg: {
    kind: text,
    placeholder: 'file',
    summary: 'also draw the ranks over several datasets: a critical-difference diagram',
  },
  matrix: {
    kind: toggle,
    default: false,
    summary: 'methods x datasets alone, mean ± standard deviation, the best in bold: for a paper',
  },
  quiet: { kind: toggle, default: false, summary: 'no progress, notes or warnings' },
  progress: { kind: toggle, default: true, summary: 'no progress line' },
  color: { kind: toggle, default: true, summary: 'no colours' },
})

export type OutputSettings = Values<typeof output.settings>
