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

/** Notes are written in lines of any width; one that ends within a sentence goes on in the next. */
export function paragraphs(lines: readonly string[]): string[] {
  const done: string[] = []
  for (const line of lines) {
    const last = done.at(-1)
    if (last === undefined || /[.:!?]\)?$/.test(last)) done.push(line)
    else done[done.length - 1] = `${last} ${line}`
  }
  return done
}

export function explanationDocument(explanation: Explanation): ReportDocument {
  const { name, title, summary, example, formula, arguments: args, notes, reference } = explanation
  const items = [
    { term: 'write', text: `--method ${example}` },
    { term: 'means', text: formula },
    ...args.map(({ name: term, meaning: text }) => ({ term, text })),
    ...paragraphs(notes).map((text) => ({ term: 'note', text })),
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
