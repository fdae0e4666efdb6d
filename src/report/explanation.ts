/** One method explained, for `regbench methods NAME`. */
import type { ReportDocument } from './document.ts'

export interface Explanation {
  readonly name: string
  readonly title: string
  readonly summary: string
  /** As `--method` takes it. */
  readonly example: string
  readonly formula: string
  readonly arguments: readonly { readonly name: string; readonly meaning: string }[]
  readonly notes: readonly string[]
  readonly reference: string
}

export function explanationDocument(explanation: Explanation): ReportDocument {
  const { name, title, summary, example, formula, arguments: args, notes, reference } = explanation
  const items = [
    { term: 'write', text: `--method ${example}` },
    { term: 'means', text: formula },
    ...args.map(({ name: term, meaning: text }) => ({ term, text })),
    ...notes.map((text) => ({ term: 'note', text })),
    ...(reference === '' ? [] : [{ term: 'reference', text: reference }]),
  ]
  return {
    sections: [
      [
        { kind: 'heading', level: 2, name, text: title, lines: [summary], on: 'screen' },
        { kind: 'heading', level: 2, name: title, lines: [summary], on: 'page' },
        { kind: 'definitions', items },
      ],
    ],
    data: {
      csv: () => ({
        columns: ['field', 'text'],
        rows: [
          ['name', name],
          ['title', title],
          ['summary', summary],
          ...items.map(({ term, text }) => [term, text]),
        ],
      }),
      json: () => ({ value: explanation }),
    },
  }
}
