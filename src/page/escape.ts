/** Text and data inside HTML: whatever a file holds, it is shown and does not act. */
export { escapeXml as html } from '../report/escape.ts'

/** JSON inside a script element: the parser of HTML ends a script at `</script` and starts a comment at `<!--`. */
export const scriptJson = (value: unknown): string =>
  JSON.stringify(value)
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029')
