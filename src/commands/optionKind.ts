/** What an option takes, found out by asking its parser: files and completions derive from the declarations in options.ts. */
import type { Command, Option } from 'commander'

/** A flag; one of some words; a number; one text; one text that is a list with commas; or several texts. */
export type OptionKind = 'flag' | 'choice' | 'number' | 'text' | 'list' | 'repeatable'

export function optionKind(option: Option): OptionKind {
  if (!option.required && !option.optional) return 'flag'
  if (option.argChoices !== undefined) return 'choice'
  const one = tryToParse(option, '1', undefined)
  if (typeof one === 'number' && tryToParse(option, 'x', undefined) === undefined) return 'number'
  if (!Array.isArray(one)) return 'text'
  const two = tryToParse(option, '2', ['1'])
  return Array.isArray(two) && two.length === 2 ? 'repeatable' : 'list'
}

function tryToParse(option: Option, text: string, previous: unknown): unknown {
  try {
    return option.parseArg === undefined ? text : option.parseArg(text, previous as never)
  } catch {
    return undefined
  }
}

/** `learning-rate` of --learning-rate; `header` of --no-header. */
export const keyOf = (option: Option): string => (option.long ?? '').replace(/^--(?:no-)?/, '')

/** Options that a file may set: all but the ones that speak of the file, or of help. */
export const settableOptions = (command: Command): readonly Option[] =>
  command.options.filter(({ long, hidden }) => long !== '--config' && long !== '--help' && !hidden)

export const takesConfig = (command: Command): boolean =>
  command.options.some(({ long }) => long === '--config')
