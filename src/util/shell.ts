/** Words as one types them in a POSIX shell. */

/** Quoted only where needed. Control characters, which would act on the terminal, become escapes that bash and zsh read. */
export function shellWord(word: string): string {
  if (/^[\w@%+:,./-]+$/.test(word)) return word
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/.test(word)) {
    const escaped = word.replace(/[\\']/g, '\\$&').replace(/[^\x20-\x7e]/gu, (character) => {
      const code = character.codePointAt(0)!
      return code > 0xffff
        ? `\\U${code.toString(16).padStart(8, '0')}`
        : `\\u${code.toString(16).padStart(4, '0')}`
    })
    return `$'${escaped}'`
  }
  return `'${word.replaceAll("'", "'\\''")}'`
}

export const shellLine = (words: readonly string[]): string => words.map(shellWord).join(' ')
