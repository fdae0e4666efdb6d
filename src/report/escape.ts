/** Names come from files and from the command line: shown anywhere, they must not act. */
import { printable } from '../util/sentence.ts'

export { printable }

/** Plain text in GitHub Markdown, also inside a table cell. */
export const markdownText = (text: string): string => printable(text).replace(/[\\`*_{}[\]<>#|~@]/g, '\\$&')

/** Text and attributes in XML and HTML. */
export const escapeXml = (text: string): string =>
  printable(text).replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`)

/** Text in a code span, also inside a table cell, where GitHub reads `\|` as a bar. Backticks need a longer fence. */
export function markdownCode(text: string): string {
  const body = printable(text).replaceAll('|', '\\|')
  const longest = Math.max(0, ...(body.match(/`+/g) ?? []).map((run) => run.length))
  const fence = '`'.repeat(longest + 1)
  // A space keeps a backtick at either end off the fence, and is not shown.
  return longest > 0 ? `${fence} ${body} ${fence}` : `${fence}${body}${fence}`
}
