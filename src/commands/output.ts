/** What commands write, with the formats of the registry. */
import { exportedFormats, type FormatName, formats } from '../report/index.ts'
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

/** The name of a format's own option, `exportCsv` of csv. */
export const exportName = <T extends FormatName>(name: T) =>
  `export${name.charAt(0).toUpperCase()}${name.slice(1)}` as `export${Capitalize<T>}`

/** An option for each format that files are written in, `--export-csv FILE`. */
export const exportSettings = Object.fromEntries(
  exportedFormats.map((name, i) => {
    const { title, summary } = formats[name]
    const setting = file(`also write the report as ${title}, ${summary}`)
    // The first of them is what `-o` writes.
    return [exportName(name), i === 0 ? { ...setting, short: 'o', common: true } : setting]
  }),
) as Readonly<Record<`export${Capitalize<FormatName>}`, ReturnType<typeof file>>>

/** For a command whose result may also go to files. */
export const exported = group('Output', { format, ...exportSettings, quiet, progress, color })

/** For a command that runs trials. */
export const trialsOutput = group('Output', { ...exported.settings, ...growing })

/** For a command that reads saved trials. */
export const savedOutput = group('Output', {
  format,
  ...exportSettings,
  exportTrials: { ...growing.exportTrials, summary: 'write all trials to one new file' },
  exportPredictions: growing.exportPredictions,
  exportSvg: growing.exportSvg,
  matrix: growing.matrix,
  quiet: { ...quiet, summary: 'no notes or warnings' },
  color,
})

export type Style = Values<typeof listing.settings>
