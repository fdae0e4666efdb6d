/** Sentences for standard error quote names and cells that nobody has checked: shown, they must not act, nor fill a screen. */

/** Characters of a sentence that are shown; what is longer loses its middle, since the end says what to do. */
const MAX_LENGTH = 1200
const KEPT_AT_END = 400

/** Control and invisible format characters (colours, cursor moves, bidirectional overrides) become `\u{1b}`. */
export const printable = (text: string): string =>
  text.replace(
    /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu,
    (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`,
  )

/** One line that is safe to show. */
export function oneLine(sentence: string): string {
  const short =
    sentence.length <= MAX_LENGTH
      ? sentence
      : `${sentence.slice(0, MAX_LENGTH - KEPT_AT_END)} [...] ${sentence.slice(-KEPT_AT_END)}`
  return printable(short)
}
