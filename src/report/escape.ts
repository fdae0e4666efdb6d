/** Names come from files and from the command line: shown anywhere, they must not act. */

/** Control and invisible format characters (colours, cursor moves, bidirectional overrides) become `\u{1b}`. */
export const printable = (text: string): string =>
  text.replace(
    /[\p{Cc}\p{Cf}\u2028\u2029]/gu,
    (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`,
  )

/** Plain text in GitHub Markdown, also inside a table cell. */
export const markdownText = (text: string): string => printable(text).replace(/[\\`*_{}[\]<>#|~@]/g, '\\$&')

/** Text in a code span, also inside a table cell, where GitHub reads `\|` as a bar. Backticks need a longer fence. */
export function markdownCode(text: string): string {
  const body = printable(text).replaceAll('|', '\\|')
  const longest = Math.max(0, ...(body.match(/`+/g) ?? []).map((run) => run.length))
  const fence = '`'.repeat(longest + 1)
  // A space keeps a backtick at either end off the fence, and is not shown.
  return longest > 0 ? `${fence} ${body} ${fence}` : `${fence}${body}${fence}`
}
