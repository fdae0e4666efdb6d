/** One method explained, for `regbench methods NAME`. */
import { Chalk } from 'chalk'
import { markdownText } from './escape.ts'
import type { RenderOptions } from './format.ts'
import type { FormatName } from './index.ts'
import { renderListing } from './listing.ts'
import { wrapWords } from './wrap.ts'

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

/** The whole text, last line end included. */
export function renderExplanation(
  explanation: Explanation,
  format: FormatName,
  { color, width }: RenderOptions,
): string {
  if (format === 'json') return `${JSON.stringify(explanation, null, 2)}\n`
  const { name, title, summary, example, formula, arguments: args, notes, reference } = explanation
  const pairs = [
    ['write', `--method ${example}`],
    ['means', formula],
    ...args.map(({ name: argument, meaning }) => [argument, meaning]),
    ...notes.map((note) => ['note', note]),
    ...(reference === '' ? [] : [['reference', reference]]),
  ]
  if (format === 'csv') {
    const rows = [['name', name], ['title', title], ['summary', summary], ...pairs]
    return renderListing({ columns: ['field', 'text'], rows }, 'csv', { color, width })
  }
  if (format === 'markdown') {
    const lines = pairs.map(([field, text]) => `- **${markdownText(field)}**: ${markdownText(text)}`)
    return `### ${markdownText(title)}\n\n${markdownText(summary)}\n\n${lines.join('\n')}\n`
  }
  const chalk = new Chalk({ level: color ? 1 : 0 })
  const indent = Math.max(...pairs.map(([field]) => field.length)) + 2
  const lines = pairs.map(([field, text], i) => {
    // A run of notes is one paragraph list: the word stands once.
    const shown = i > 0 && pairs[i - 1][0] === field ? '' : field
    const [first, ...rest] = wrapWords(text, width - indent).split('\n')
    return [chalk.dim(shown.padEnd(indent)) + first, ...rest.map((line) => ' '.repeat(indent) + line)].join(
      '\n',
    )
  })
  return `${chalk.bold(`${name}: ${title}`)}\n${wrapWords(summary, width)}\n\n${lines.join('\n')}\n`
}
