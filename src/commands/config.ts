/** `--config FILE.yaml`: options from a file. What is said on the command line wins. */
import { readFileSync } from 'node:fs'
import { type Command, CommanderError, InvalidArgumentError, type Option } from 'commander'
import type { Document, Node, Pair, Scalar } from 'yaml'
import { unreadable, usageError } from '../util/errors.ts'
import { suggest } from '../util/suggest.ts'
import type { WholeProgram } from './command.ts'
import { keyOf, type SettingOption, settableOptions, takesConfig } from './declare.ts'

/** The key of the data to work on, which on the command line is no option. */
export const DATA_KEY = 'data'

interface Entry {
  readonly key: string
  /** Of the key in the file, 1-based. */
  readonly line: number
  readonly tokens: readonly string[]
  readonly isList: boolean
}

/** What a file says: options to set before the command line is parsed, and data where the command line names none. */
export interface Config {
  readonly data: readonly string[]
  apply(program: Command): void
}

/**
 * Reads the file that the command line names; undefined where it names none, or is wrong in a way that parsing it will tell.
 * Throws a usage error with file and line for whatever in the file is not an option of any command that takes such files.
 */
export async function readConfig(
  argv: readonly string[],
  wholeProgram: WholeProgram,
): Promise<Config | undefined> {
  if (!argv.some((word) => word.startsWith('--config'))) return undefined
  const program = await wholeProgram()
  const command = program.commands.find((candidate) => candidate.name() === argv[0])
  if (command === undefined || !takesConfig(command)) return undefined
  const given = lookAt(command, argv.slice(1))
  if (given?.path === undefined) return undefined
  const { path } = given
  const entries = await readEntries(path)
  checkKeys(path, entries, program)
  const data = entries.find(({ key }) => key === DATA_KEY)
  return {
    data: data === undefined || given.operands.length > 0 ? [] : data.tokens,
    apply(fresh) {
      const target = fresh.commands.find((candidate) => candidate.name() === argv[0])!
      for (const entry of entries) {
        const option = settableOptions(target).find((candidate) => isNamed(candidate, entry.key))
        if (option !== undefined) setOption(target, option, entry, path)
      }
    },
  }
}

/** The path of the file and the operands; undefined when the line does not parse. */
function lookAt(
  command: Command,
  words: string[],
): { path: string | undefined; operands: string[] } | undefined {
  try {
    const { operands } = command.configureOutput({ outputError() {} }).parseOptions(words)
    return { path: command.getOptionValue('config') as string | undefined, operands }
  } catch (error) {
    if (error instanceof CommanderError) return undefined
    throw error
  }
}

const isNamed = (option: Option, key: string): boolean => keyOf(option) === key || option.long === `--${key}`

function checkKeys(path: string, entries: readonly Entry[], program: Command): void {
  const commands = program.commands.filter(takesConfig)
  const options = commands.flatMap((command) => [...settableOptions(command)])
  for (const { key, line } of entries) {
    if (key === DATA_KEY || options.some((option) => isNamed(option, key))) continue
    const near = suggest(key, [DATA_KEY, ...options.map(keyOf)])
    const hint = near === undefined ? 'keys are the long names of options' : `did you mean "${near}"?`
    throw usageError(`${path}:${line}: unknown key ${JSON.stringify(key)}; ${hint}`)
  }
}

function setOption(command: Command, option: SettingOption, entry: Entry, path: string): void {
  const name = option.attributeName()
  const { form } = option.setting.kind
  const refuse = (what: string) => usageError(`${path}:${entry.line}: ${entry.key}: ${what}`)
  const [first] = entry.tokens
  if (form === 'toggle') {
    if (entry.isList || (first !== 'true' && first !== 'false')) throw refuse('it must be true or false')
    // `header: false` and `no-header: true` both mean --no-header.
    const isOn = (first === 'true') !== (option.negate && option.long === `--${entry.key}`)
    command.setOptionValueWithSource(name, isOn, 'config')
    return
  }
  if (entry.isList && form !== 'list' && form !== 'repeatable') throw refuse('it takes one value, not a list')
  const tokens = form === 'list' ? [entry.tokens.join(',')] : entry.tokens
  let value: unknown
  for (const token of tokens) {
    try {
      value = option.parseArg === undefined ? token : option.parseArg(token, value as never)
    } catch (error) {
      if (!(error instanceof InvalidArgumentError)) throw error
      const [letter, ...rest] = error.message.replace(/\.$/, '')
      throw refuse(`${JSON.stringify(token)}: ${letter!.toLowerCase()}${rest.join('')}`)
    }
  }
  command.setOptionValueWithSource(name, value, 'config')
  const parse = option.parseArg
  if (parse === undefined) return
  // A list on the command line replaces the one in the file and does not go on with it.
  option.parseArg = (text, previous) =>
    parse(text, command.getOptionValueSource(name) === 'config' ? (undefined as typeof previous) : previous)
}

async function readEntries(path: string): Promise<Entry[]> {
  const { LineCounter, isMap, isScalar, isSeq, parseDocument } = await import('yaml')
  const text = readText(path)
  const lines = new LineCounter()
  const document: Document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const lineAt = (offset: number | undefined) => lines.linePos(offset ?? 0).line
  const [error] = document.errors
  if (error !== undefined) throw usageError(`${path}:${lineAt(error.pos[0])}: ${error.message}`)
  if (document.contents === null) return []
  if (!isMap(document.contents)) {
    throw usageError(
      `${path}:1: expected lines like "epochs: 40", an option without its dashes and its value`,
    )
  }
  return document.contents.items.map((pair: Pair): Entry => {
    const keyNode = pair.key as Scalar
    const line = lineAt(keyNode.range?.[0])
    const key = String(keyNode.value)
    const token = (node: unknown): string => {
      if (!isScalar(node) || node.value === null) {
        const what =
          isScalar(node) || node === null ? 'it has no value' : 'it must be a value or a list of values'
        throw usageError(`${path}:${line}: ${key}: ${what}`)
      }
      // As it is written: 1e-4 stays 1e-4.
      return node.type === 'PLAIN' ? (node.source ?? String(node.value)) : String(node.value)
    }
    const value = document.contents && (pair.value as Node | null)
    if (isSeq(value)) return { key, line, tokens: value.items.map(token), isList: true }
    return { key, line, tokens: [token(value)], isList: false }
  })
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw usageError(`--config ${path}: ${unreadable(error, 'a YAML file')}`)
  }
}
