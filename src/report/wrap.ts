/** Breaking lines, on plain text: colour is put on afterwards. */

/** Columns a text takes: one a code point. East Asian wide characters take two, which only headings may meet. */
const columnsOf = (text: string): number => [...text].length

/** Breaks between words so that no line is wider, except for a word that is wider by itself. */
export function wrapWords(text: string, width: number): string {
  return wrap(text.split(' '), width, ' ', '').join('\n')
}

/** Sets items beside each other and never breaks one, unless it is wider by itself. */
export const wrapItems = (items: readonly string[], width: number): string =>
  wrap(items, width, '   ', '').join('\n')

/** The pieces of a method's name, which may start a new line each: before `+`, behind `,`. */
export const nameTokens = (name: string): string[] => name.match(/\+?[^+,]+,?|[+,]/g) ?? [name]

/** A method's name on as many lines as it takes; the later ones are indented, longer pieces are cut. */
export function wrapName(tokens: readonly string[], width: number): string {
  const room = Math.max(1, width - INDENT.length)
  const pieces = tokens.flatMap((token, index) =>
    columnsOf(token) > (index === 0 ? width : room) ? cut(token, room) : [token],
  )
  return wrap(pieces, width, '', INDENT).join('\n')
}

/** Narrowest column in which `wrapName` need not cut a piece. */
export const widestToken = (tokens: readonly string[]): number =>
  Math.max(...tokens.map((token, index) => columnsOf(token) + (index === 0 ? 0 : INDENT.length)))

export const widest = (lines: readonly string[]): number => Math.max(0, ...lines.map(columnsOf))

const INDENT = '  '

function wrap(pieces: readonly string[], width: number, separator: string, indent: string): string[] {
  const lines: string[] = []
  for (const piece of pieces) {
    const last = lines.at(-1)
    if (last === undefined) lines.push(piece)
    else if (columnsOf(last) + separator.length + columnsOf(piece) <= width)
      lines[lines.length - 1] = last + separator + piece
    else lines.push(indent + piece)
  }
  return lines
}

function cut(token: string, width: number): string[] {
  const characters = [...token]
  return Array.from({ length: Math.ceil(characters.length / width) }, (_, i) =>
    characters.slice(i * width, (i + 1) * width).join(''),
  )
}
