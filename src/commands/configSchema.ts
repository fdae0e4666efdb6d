/** JSON Schema (draft 2020-12) of the files that `--config` takes, so that editors complete and check them. */
import type { Command } from 'commander'
import { DATA_KEY } from './config.ts'
import { keyOf, type SettingOption, settableOptions, takesConfig } from './declare.ts'

type Schema = Record<string, unknown>

/** Of the whole program: a file may hold options of several commands, and each takes those it has. */
export function configSchema(program: Command): Schema {
  const properties: Record<string, Schema> = {
    [DATA_KEY]: {
      description: 'CSV files or bundled names, unless the command line names some',
      ...oneOrMany({ type: 'string' }),
    },
  }
  for (const command of program.commands.filter(takesConfig)) {
    for (const option of settableOptions(command)) {
      const key = keyOf(option)
      // The first command that has it describes it: an option means the same everywhere.
      properties[key] ??= {
        description: describe(option),
        ...option.setting.kind.schema,
        ...defaultOf(option),
      }
    }
  }
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Options of regbench, for --config',
    type: 'object',
    additionalProperties: false,
    properties,
  }
}

const oneOrMany = (one: Schema): Schema => ({ anyOf: [one, { type: 'array', items: one }] })

/** A flag with "no" in it is set to false where the command line would name it. */
const describe = ({ negate, description }: SettingOption): string =>
  negate ? `false: ${description}` : description

/** Nothing is stated where nothing is given, or where the default is one word of a notation of its own. */
function defaultOf({ setting: { kind, default: preset } }: SettingOption): Schema {
  const isShown = preset !== undefined && kind.form !== 'toggle' && kind.form !== 'repeatable'
  return isShown && (typeof preset !== 'object' || Array.isArray(preset)) ? { default: preset } : {}
}
