/** JSON Schema (draft 2020-12) of the files that `--config` takes, so that editors complete and check them. */
import type { Command, Option } from 'commander'
import { DATA_KEY } from './config.ts'
import { keyOf, optionKind, settableOptions, takesConfig } from './optionKind.ts'

type Schema = Record<string, unknown>

const TEXT: Schema = { type: ['string', 'number', 'boolean'] }

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
      properties[key] ??= { description: describe(option), ...valueSchema(option), ...defaultOf(option) }
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
const describe = ({ negate, description }: Option): string => (negate ? `false: ${description}` : description)

function valueSchema(option: Option): Schema {
  switch (optionKind(option)) {
    case 'flag':
      return { type: 'boolean' }
    case 'choice':
      return { enum: option.argChoices }
    case 'number':
      return { type: 'number' }
    case 'text':
      return TEXT
    default:
      return oneOrMany(TEXT)
  }
}

/** Defaults that depend on the machine are not stated. */
function defaultOf({ defaultValue, defaultValueDescription }: Option): Schema {
  if (defaultValue === undefined) return {}
  return defaultValueDescription === undefined || Array.isArray(defaultValue) ? { default: defaultValue } : {}
}
