/** The registry of commands: the program, its help and the conformance tests derive from it. */
import type { CommandDefinition } from './command.ts'
import { compareCommand } from './compare.ts'
import { datasetsCommand } from './datasets.ts'
import { methodsCommand } from './methods.ts'

export const commands = {
  compare: compareCommand,
  methods: methodsCommand,
  datasets: datasetsCommand,
} as const satisfies Record<string, CommandDefinition>
