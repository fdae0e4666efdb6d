import { format, type ReportFormat } from './format.ts'

/** Every way to print what a command reports, by the name `--format` takes. */
export const formats = {
  table: format('Table', '.txt', 'for the terminal', () => import('./formats/table.ts'), false),
  csv: format('CSV', '.csv', 'the figures, for spreadsheets', () => import('./formats/csv.ts')),
  json: format('JSON', '.json', 'all there is, for programs', () => import('./formats/json.ts')),
  markdown: format('Markdown', '.md', 'for pull requests', () => import('./formats/markdown.ts')),
  org: format('Org', '.org', 'for Emacs', () => import('./formats/org.ts')),
  latex: format('LaTeX', '.tex', 'for papers, with booktabs', () => import('./formats/latex.ts')),
} as const satisfies Record<string, ReportFormat>

export type FormatName = keyof typeof formats

/** Formats that `--export-NAME FILE` writes. */
export const exportedFormats = (Object.keys(formats) as FormatName[]).filter((name) => formats[name].exported)
