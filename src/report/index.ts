import type { ReportFormat } from './format.ts'

/** Every way to print a comparison, by the name `--format` takes. Each is loaded when it is used: `--help` needs names alone. */
export const formats = {
  table: {
    title: 'Table',
    summary: 'for the terminal: sorted by score, with a sentence that says what was found',
    extension: '.txt',
    render: async (study, options) => (await import('./study.ts')).studyTable(study, options),
  },
  csv: {
    title: 'CSV',
    summary: 'one row a method, every column of the summary',
    extension: '.csv',
    render: async (study) => (await import('./study.ts')).studyCsv(study),
  },
  json: {
    title: 'JSON',
    summary: 'settings, summary, trials, finding and warnings',
    extension: '.json',
    render: async (study) => (await import('./study.ts')).studyJson(study),
  },
  markdown: {
    title: 'Markdown',
    summary: 'a GitHub table, for pull requests',
    extension: '.md',
    render: async (study) => (await import('./study.ts')).studyMarkdown(study),
  },
} as const satisfies Record<string, ReportFormat>

export type FormatName = keyof typeof formats
