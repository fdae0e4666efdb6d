/** What commands write, with the formats of the registry. */
import { type FormatName, formats } from '../report/index.ts'
import { text } from '../settings/kinds.ts'
import { formatSetting, output } from '../settings/output.ts'
import { group, type Values } from '../settings/setting.ts'

const { quiet, progress, color, ...growing } = output.settings

export const format = formatSetting(Object.keys(formats) as FormatName[], 'table')

const file = (summary: string) => ({ kind: text, placeholder: 'file', summary }) as const

/** For a command that only lists something. */
export const listing = group('Output', { format, color })

/** For a command that lists something and has notes on it. */
export const notedListing = group('Output', {
  format,
  quiet: { ...quiet, summary: 'no notes on standard error' },
  color,
})

/** For a command whose result may also go to files; `csv`, `json` and `markdown` say what such a file holds. */
export const exported = (csv: string, json: string, markdown: string) =>
  group('Output', {
    format,
    exportCsv: file(`also write ${csv} as CSV`),
    exportJson: file(`also write ${json} as JSON`),
    exportMarkdown: file(`also write ${markdown} as Markdown`),
    quiet,
    progress,
    color,
  })

const summary = exported('the summary', 'settings, summary and trials', 'the table').settings

/** For a command that runs trials. */
export const trialsOutput = group('Output', { ...summary, ...growing })

/** For a command that reads saved trials. */
export const savedOutput = group('Output', {
  format,
  exportCsv: summary.exportCsv,
  exportTrials: { ...growing.exportTrials, summary: 'write all trials to one new file' },
  exportJson: summary.exportJson,
  exportMarkdown: summary.exportMarkdown,
  exportSvg: growing.exportSvg,
  quiet: { ...quiet, summary: 'no notes or warnings' },
  color,
})

export type Style = Values<typeof listing.settings>
