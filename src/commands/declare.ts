/** From the tables of settings to commander's options: the one place where both are known. */
import { Argument, type Command, InvalidArgumentError, Option } from 'commander'
import { flagOf, type Setting } from '../settings/setting.ts'
import type { AnyCommand } from './command.ts'

/** An option that knows which setting it reads. */
export class SettingOption extends Option {
  readonly setting: Setting<unknown>

  constructor(name: string, setting: Setting<unknown>) {
    const { kind, placeholder, short, summary, defaultText } = setting
    const value = kind.form === 'toggle' ? '' : ` <${placeholder ?? 'value'}>`
    super(`${short === undefined ? '' : `-${short}, `}--${flagOf(name, setting)}${value}`, summary)
    this.setting = setting
    if (kind.choices !== undefined) this.choices(kind.choices)
    else if (kind.form !== 'toggle' && kind.form !== 'text') this.argParser(read(setting))
    else if (kind.form === 'text' && kind.expected !== 'a text') this.argParser(read(setting))
    const { shown } = this
    if (shown !== undefined) this.default(setting.default, defaultText ?? shown)
    if (setting.hidden) this.hideHelp()
    if (setting.required) this.makeOptionMandatory()
  }

  /** The default as help shows it; undefined where there is none to show. */
  private get shown(): string | undefined {
    const { kind, default: preset, defaultText } = this.setting
    if (preset === undefined || kind.form === 'toggle') return undefined
    if (defaultText !== undefined) return defaultText
    const words = kind.words(preset)
    return words.length === 0 ? undefined : words.join(',')
  }
}

const read =
  ({ kind }: Setting<unknown>) =>
  (word: string, previous: unknown): unknown => {
    const value = kind.parse(word, previous)
    if (value === undefined) throw new InvalidArgumentError(`It must be ${kind.expected}.`)
    return value
  }

/** Gives a command its operands and options; imports nothing that trains or draws. */
export function declare(
  command: Command,
  { operands, groups }: Pick<AnyCommand, 'operands' | 'groups'>,
): void {
  for (const [notation, summary, choices] of operands) {
    const argument = new Argument(notation, summary)
    command.addArgument(choices === undefined ? argument : argument.choices(choices))
  }
  for (const { heading, settings } of Object.values(groups as AnyCommand['groups']) as {
    heading: string
    settings: Record<string, Setting<unknown>>
  }[]) {
    for (const [name, setting] of Object.entries(settings)) {
      command.addOption(new SettingOption(name, setting).helpGroup(`${heading}:`))
    }
  }
}

export const settingsOptions = (command: Command): readonly SettingOption[] =>
  command.options.filter((option): option is SettingOption => option instanceof SettingOption)

/** What `-h` shows: the common options, or all of a command that has few. */
export function commonOptions(command: Command): Option[] {
  const all = settingsOptions(command).filter(({ hidden }) => !hidden)
  return all.length <= FEW ? all : all.filter(({ setting }) => setting.common || setting.required)
}

const FEW = 12

/** The option that other programs call by this flag. */
export const optionMeant = (command: Command, flag: string): Option | undefined =>
  settingsOptions(command).find(({ setting }) => setting.alsoCalled?.includes(flag.replace(/^--/, '')))

/** `learning-rate` of --learning-rate; `header` of --no-header. */
export const keyOf = ({ long }: Option): string => (long ?? '').replace(/^--(?:no-)?/, '')

/** Options that a file may set: all but the one that names the file. */
export const settableOptions = (command: Command): readonly SettingOption[] =>
  settingsOptions(command).filter(({ long, hidden }) => long !== '--config' && !hidden)

export const takesConfig = (command: Command): boolean =>
  command.options.some(({ long }) => long === '--config')
