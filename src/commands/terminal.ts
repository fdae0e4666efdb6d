/** Standard output carries the result, standard error everything else. */
import { wrapWords } from '../report/wrap.ts'
import { oneLine } from '../util/sentence.ts'

export { print } from '../util/standardOutput.ts'

/** Notes and warnings, a line each, unless `--quiet`. */
export function notice({ quiet }: { readonly quiet: boolean }, sentences: readonly string[]): void {
  if (quiet) return
  for (const sentence of sentences) warn(sentence)
}

/** A sentence on standard error that `--quiet` does not silence. */
export function warn(sentence: string): void {
  process.stderr.write(`${noticeText(sentence, process.stderr.isTTY ? process.stderr.columns : undefined)}\n`)
}

/** A line on standard error that is there to be copied, hence never broken. */
export function tell(line: string): void {
  process.stderr.write(`regbench: ${oneLine(line)}\n`)
}

/** Broken between words at the width of a terminal; a single line where there is none, for scripts. */
export function noticeText(sentence: string, columns: number | undefined): string {
  const line = `regbench: ${oneLine(sentence)}`
  // The last column stays free: some terminals wrap when it is written. One of unknown width says 0.
  return columns ? wrapWords(line, columns - 1) : line
}

/**
 * Sentences about datasets, as they are for a single one; about several, each names those it is about and is said once.
 */
export function sharedSentences(
  about: readonly (readonly [name: string, sentences: readonly string[]])[],
): string[] {
  if (about.length === 1) return [...about[0][1]]
  const names = new Map<string, string[]>()
  for (const [name, sentences] of about) {
    for (const sentence of sentences) names.set(sentence, [...(names.get(sentence) ?? []), name])
  }
  return [...names].map(([sentence, list]) => `${list.join(', ')}: ${sentence}`)
}

export interface OutputStyle {
  readonly color: boolean
  /** Columns a table may take. */
  readonly width: number
}

/** What a file or a pipe gets, and a terminal of unknown width. */
const DEFAULT_WIDTH = 100

/** Tables take a terminal as wide as it is. */
export const outputStyle = ({ color }: { readonly color: boolean }): OutputStyle => ({
  color: color && wantsColor(),
  width: process.stdout.columns || DEFAULT_WIDTH,
})

/** `--no-color` first, then FORCE_COLOR, NO_COLOR and TERM=dumb; else colour where standard output is a terminal. */
function wantsColor(): boolean {
  const { FORCE_COLOR, NO_COLOR, TERM } = process.env
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false'
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false
  return TERM !== 'dumb' && process.stdout.isTTY === true
}
