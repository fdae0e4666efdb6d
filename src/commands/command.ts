/** What a command is: a file beside this and a line in index.ts. */
import type { Command } from 'commander'
import type { Groups, GroupValues } from '../settings/read.ts'

/** Builds the program with the options of all its commands. */
export type WholeProgram = () => Promise<Command>

/** What stands on the command line without a flag: commander's notation, what it is, and its words where they are few. */
export type Operand = readonly [notation: string, summary: string, choices?: readonly string[]]

export interface CommandDefinition<G extends Groups = Groups> {
  /** Command lines shown under `--help`, each with what it does. */
  readonly examples: readonly (readonly [line: string, what: string])[]
  readonly operands: readonly Operand[]
  /** Its options, under the headings of `--help`, by the names under which `run` is given their values. */
  readonly groups: G
  /** Does the work; heavy modules are imported here. Resolves to an exit code. */
  run(args: readonly string[], given: GroupValues<G>, program: WholeProgram): Promise<number>
}

/** Keeps the type of every option. */
export const defineCommand = <const G extends Groups>(
  definition: CommandDefinition<G>,
): CommandDefinition<G> => definition

/** A command as the registry sees it, whatever its options. */
// biome-ignore lint/suspicious/noExplicitAny: what `run` is given follows from the groups beside it
export type AnyCommand = CommandDefinition<any>
