import { renderCsv } from './csv.ts'
import type { ReportFormat } from './format.ts'
import { renderJson } from './json.ts'
import { renderMarkdown } from './markdown.ts'
import { renderTable } from './table.ts'

/** Every way to print a comparison, by the name `--format` takes. */
export const formats = {
  table: {
    title: 'Table',
    summary: 'for the terminal: sorted by score, with a sentence that says what was found',
    extension: '.txt',
    render: renderTable,
  },
  csv: {
    title: 'CSV',
    summary: 'one row a method, every column of the summary',
    extension: '.csv',
    render: renderCsv,
  },
  json: {
    title: 'JSON',
    summary: 'settings, summary, trials, finding and warnings',
    extension: '.json',
    render: renderJson,
  },
  markdown: {
    title: 'Markdown',
    summary: 'a GitHub table, for pull requests',
    extension: '.md',
    render: renderMarkdown,
  },
} as const satisfies Record<string, ReportFormat>

export type FormatName = keyof typeof formats
