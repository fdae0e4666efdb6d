/** Text and data inside HTML: whatever a file holds, it is shown and does not act. */
import { printable } from '../report/escape.ts'

/** Text in an element or in a quoted attribute. */
export const html = (text: string): string =>
  printable(text).replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`)

/** JSON inside a script element: the parser of HTML ends a script at `</script` and starts a comment at `<!--`. */
export const scriptJson = (value: unknown): string =>
  JSON.stringify(value)
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029')
