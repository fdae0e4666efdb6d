/** The registry of commands: the program, its help and the conformance tests derive from it. */
import { benchCommand } from './bench.ts'
import { cacheCommand } from './cache.ts'
import type { CommandDefinition } from './command.ts'
import { compareCommand } from './compare.ts'
import { datasetsCommand } from './datasets.ts'
import { describeCommand } from './describe.ts'
import { dropoutCommand } from './dropout.ts'
import { methodsCommand } from './methods.ts'
import { predictCommand } from './predict.ts'
import { reportCommand } from './report.ts'
import { selftestCommand } from './selftest.ts'
import { trainCommand } from './train.ts'
import { tuneCommand } from './tune.ts'

export const commands = {
  describe: describeCommand,
  compare: compareCommand,
  dropout: dropoutCommand,
  tune: tuneCommand,
  train: trainCommand,
  predict: predictCommand,
  report: reportCommand,
  methods: methodsCommand,
  datasets: datasetsCommand,
  cache: cacheCommand,
  selftest: selftestCommand,
  bench: benchCommand,
} as const satisfies Record<string, CommandDefinition>
