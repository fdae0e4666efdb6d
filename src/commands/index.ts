/**
 * The registry of commands: the program, its help and the conformance tests derive from it. A command is loaded when it
 * is the one that runs, so that `--help` answers at once.
 */
import type { AnyCommand } from './command.ts'

export interface CommandEntry {
  readonly summary: string
  load(): Promise<AnyCommand>
}

export const commands = {
  describe: {
    summary: 'say what is in a file, and the line to run next',
    load: async () => (await import('./describe.ts')).describeCommand,
  },
  compare: {
    summary: 'compare regularization methods on a table: one table out',
    load: async () => (await import('./compare.ts')).compareCommand,
  },
  dropout: {
    summary:
      'vanilla and inverted dropout side by side: equivalence, cost in prediction, averaging over masks',
    load: async () => (await import('./dropout.ts')).dropoutCommand,
  },
  tune: {
    summary: 'choose strength and keep probability by cross-validation',
    load: async () => (await import('./tune.ts')).tuneCommand,
  },
  train: {
    summary: 'fit one method on all rows and save the model',
    load: async () => (await import('./train.ts')).trainCommand,
  },
  predict: {
    summary: 'predict the rows of a table with a saved model: CSV out',
    load: async () => (await import('./predict.ts')).predictCommand,
  },
  report: {
    summary: 'tables, plots and an HTML page from saved trials: join shards, look again, compare two runs',
    load: async () => (await import('./report.ts')).reportCommand,
  },
  methods: {
    summary: 'list the methods, or explain one',
    load: async () => (await import('./methods.ts')).methodsCommand,
  },
  datasets: {
    summary: 'list the bundled datasets, or write one as CSV',
    load: async () => (await import('./datasets.ts')).datasetsCommand,
  },
  cache: {
    summary: 'list the large files that are kept parsed, or forget them',
    load: async () => (await import('./cache.ts')).cacheCommand,
  },
  init: {
    summary: 'write a file of options to start from, for --config',
    load: async () => (await import('./init.ts')).initCommand,
  },
  completion: {
    summary: 'print a script that completes commands and options in bash, zsh or fish',
    load: async () => (await import('./completion.ts')).completionCommand,
  },
  reproduce: {
    summary: 'run the claims of the CS231n notes and of papers, one by one: measured, and whether they hold',
    load: async () => (await import('./reproduce.ts')).reproduceCommand,
  },
  selftest: {
    summary: 'prove the numerics on this machine: gradients, dropout, penalties, random numbers',
    load: async () => (await import('./selftest.ts')).selftestCommand,
  },
  bench: {
    summary: 'measure the speed of training, of prediction, of single kernels or of a whole comparison',
    load: async () => (await import('./bench.ts')).benchCommand,
  },
  worker: {
    summary: 'run trials from a queue, for regbench compare --queue',
    load: async () => (await import('./worker.ts')).workerCommand,
  },
} as const satisfies Record<string, CommandEntry>

export type CommandName = keyof typeof commands

/** `text` as the name of a command, if it is one. */
export const commandNamed = (text: string | undefined): CommandName | undefined =>
  (Object.keys(commands) as CommandName[]).find((name) => name === text)
