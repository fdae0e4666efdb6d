/** What a command is: a file beside this and a line in index.ts. */
import type { Command } from 'commander'

/** Builds the program with the options of all its commands. */
export type WholeProgram = () => Promise<Command>

export interface CommandDefinition {
  /** Command lines shown under `--help`, each with what it does. */
  readonly examples: readonly (readonly [line: string, what: string])[]
  /** Declares arguments and options; imports nothing heavy. */
  configure(command: Command): void
  /** Does the work; heavy modules are imported here. Resolves to an exit code. */
  run(args: readonly string[], options: Record<string, unknown>, program: WholeProgram): Promise<number>
}
