/**
 * The rooms of src/ from the ground up: what each holds, and on which it stands. Types count as much as values, and a room
 * stands only on rooms before it in the list. test/conventions.test.ts holds the sources to it, and docs/architecture.md
 * shows it.
 */

export interface Room {
  /** A folder of src/, a folder in one, or a file. */
  readonly path: string
  readonly holds: string
  /** Rooms it imports from: no others, and each of them really. */
  readonly imports: readonly string[]
  /** Rooms of which it imports types alone. */
  readonly types?: readonly string[]
}

export const rooms: readonly Room[] = [
  {
    path: 'util',
    holds: 'errors, number formats, shapes of JSON, "did you mean"',
    imports: [],
  },
  {
    path: 'metrics',
    holds: 'one file a metric: from predictions of some rows to a score',
    imports: ['util'],
  },
  {
    path: 'core',
    holds: 'the core from TypeScript: compile, arena, checked kernels, keys of random streams',
    imports: ['util'],
  },
  {
    path: 'nn',
    holds: 'the network: dense layers, convolutions, poolings; knows no regularizer',
    imports: ['util', 'core'],
  },
  {
    path: 'optimizers',
    holds: 'one file each, and the schedules of their rates',
    imports: ['nn'],
    types: ['core'],
  },
  {
    path: 'settings',
    holds:
      'what a setting is: kinds of values, a table a group; flags, files, library options and words follow',
    imports: ['util', 'metrics', 'core', 'nn', 'optimizers'],
  },
  {
    path: 'regularizers',
    holds: 'one file a method; method.ts is the grammar',
    imports: ['util', 'nn', 'optimizers', 'settings'],
    types: ['core'],
  },
  {
    path: 'data',
    holds: 'what a dataset is, the options that read it, scaling, splits, the bundled ones',
    imports: ['util', 'nn', 'settings'],
  },
  {
    path: 'data/read',
    holds: 'from bytes to tables to a matrix: encodings, CSV, what each column is, indicators, the cache',
    imports: ['util', 'data'],
  },
  {
    path: 'data/describe',
    holds: 'what is in a file, and what to do about it',
    imports: ['util', 'data', 'data/read'],
  },
  {
    path: 'results',
    holds: 'what experiments leave behind: columns, rows, CSV and JSON, files that grow and are resumed',
    imports: ['util', 'metrics', 'settings', 'regularizers'],
  },
  {
    path: 'training',
    holds: 'one model laid over an arena (workspace.ts), the loop, evaluation, averages over noise',
    imports: ['util', 'metrics', 'core', 'nn', 'optimizers', 'settings', 'regularizers', 'data', 'results'],
  },
  {
    path: 'statistics',
    holds: 'from trials to a summary, ranks, warnings, plans: pure float64',
    imports: ['util', 'metrics', 'results'],
    types: ['settings'],
  },
  {
    path: 'models',
    holds: 'fitted models: safetensors and ONNX files, prediction of new rows',
    imports: [
      'util',
      'metrics',
      'nn',
      'settings',
      'regularizers',
      'data',
      'data/read',
      'results',
      'training',
    ],
    types: ['core'],
  },
  {
    path: 'experiment',
    holds: 'what an experiment is, and what its trials say together',
    imports: ['util', 'metrics', 'settings', 'regularizers', 'data', 'results', 'training', 'statistics'],
    types: ['core'],
  },
  {
    path: 'experiment/tuning',
    holds: 'what is searched and how: axes, grids and samples, the search, tuning inside a training part',
    imports: ['util', 'metrics', 'core', 'settings', 'regularizers', 'data', 'statistics', 'experiment'],
    types: ['results'],
  },
  {
    path: 'experiment/run',
    holds: 'plan and grid, one trial, worker threads, a whole comparison, a tuning, a fit',
    imports: [
      'util',
      'metrics',
      'core',
      'settings',
      'regularizers',
      'data',
      'results',
      'training',
      'statistics',
      'experiment',
      'experiment/tuning',
    ],
  },
  {
    path: 'experiment/dropout',
    holds: 'vanilla and inverted dropout side by side',
    imports: [
      'util',
      'metrics',
      'core',
      'nn',
      'optimizers',
      'settings',
      'regularizers',
      'training',
      'statistics',
      'experiment',
      'experiment/run',
    ],
    types: ['data', 'results'],
  },
  {
    path: 'experiment/queue',
    holds: 'the same trials on other machines',
    imports: ['util', 'core', 'settings', 'regularizers', 'data', 'results', 'experiment', 'experiment/run'],
  },
  {
    path: 'selftest',
    holds: 'checks of the numerics on the machine at hand',
    imports: [
      'core',
      'nn',
      'optimizers',
      'settings',
      'regularizers',
      'data',
      'data/read',
      'training',
      'experiment',
      'experiment/run',
    ],
    types: ['results'],
  },
  {
    path: 'bench',
    holds: 'the speed of training, prediction, kernels and whole comparisons',
    imports: ['util', 'core', 'nn', 'settings', 'data', 'data/read', 'training', 'experiment/run'],
    types: ['experiment'],
  },
  {
    path: 'report',
    holds: 'reports as documents of blocks, and one renderer a format; reads results, computes none',
    imports: ['util', 'metrics', 'settings', 'regularizers', 'results'],
    types: ['nn', 'data/describe', 'experiment/run', 'experiment/dropout', 'selftest', 'bench'],
  },
  {
    path: 'pictures',
    holds: 'Vega-Lite specifications of pictures, as plain data; drawn as SVG and PNG',
    imports: ['util', 'metrics', 'regularizers', 'statistics', 'report'],
    types: ['results', 'experiment/run'],
  },
  {
    path: 'page',
    holds: 'the HTML report: table, pictures, style and script in one file',
    imports: ['util', 'metrics', 'report', 'pictures'],
    types: ['results'],
  },
  {
    path: 'library',
    holds: 'the settings of the command line as plain data, for programs',
    imports: [
      'util',
      'settings',
      'regularizers',
      'data',
      'data/read',
      'models',
      'experiment',
      'experiment/tuning',
      'experiment/run',
    ],
    types: ['results'],
  },
  {
    path: 'reproduce',
    holds: 'claims of notes and papers: what each runs, measures, and concludes',
    imports: [
      'util',
      'settings',
      'data',
      'data/read',
      'results',
      'statistics',
      'report',
      'pictures',
      'library',
    ],
    types: ['models'],
  },
  {
    path: 'index.ts',
    holds: 'what a program imports',
    imports: ['util', 'regularizers', 'data', 'models', 'report', 'library'],
    types: ['results', 'training', 'experiment/run'],
  },
  {
    path: 'commands',
    holds: 'one file a command, and what they share: declare.ts, output.ts, terminal.ts, exports.ts',
    imports: [
      'util',
      'nn',
      'settings',
      'regularizers',
      'data',
      'data/read',
      'data/describe',
      'results',
      'training',
      'models',
      'experiment',
      'experiment/tuning',
      'experiment/run',
      'experiment/dropout',
      'experiment/queue',
      'selftest',
      'bench',
      'report',
      'pictures',
      'page',
      'reproduce',
    ],
  },
  {
    path: 'cli.ts',
    holds: 'the commander program; the only place that turns errors into exit codes',
    imports: ['util', 'settings', 'commands'],
  },
]

/** The room of a file, given from the root of the repository; undefined where none is listed. */
export const roomOf = (path: string): Room | undefined =>
  rooms
    .filter((room) => `${path}/`.startsWith(`src/${room.path}/`))
    .toSorted((a, b) => b.path.length - a.path.length)[0]
