/** The registry of commands: the program, its help and the conformance tests derive from it. */
import type { CommandDefinition } from './command.ts'
import { compareCommand } from './compare.ts'
import { datasetsCommand } from './datasets.ts'
import { methodsCommand } from './methods.ts'
import { selftestCommand } from './selftest.ts'

export const commands = {
  compare: compareCommand,
  methods: methodsCommand,
  datasets: datasetsCommand,
  selftest: selftestCommand,
} as const satisfies Record<string, CommandDefinition>
