/**
 * Whole commands on a table of many rows, beside scikit-learn's MLPClassifier on the same file: seconds on the clock and of the
 * processor, and the largest resident set. One line of JSON a command.
 *
 *     node --import tsx scripts/measure/large.ts FOLDER [rows] [columns] [command,command,...]
 *
 * The file is made once and stays in FOLDER: `columns` numbers with four decimals and one of two classes, which a plane through
 * the first ten and some noise decide.
 */
import { spawnSync } from 'node:child_process'
import { closeSync, existsSync, openSync, renameSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const [folder, rowsText = '1000000', columnsText = '100', only] = process.argv.slice(2)
if (folder === undefined) throw new Error('name the folder for the file')
const [rows, columns] = [Number(rowsText), Number(columnsText)]
const file = join(folder, `large-${rows}x${columns}.csv`)
const model = join(folder, 'large.safetensors')

/** Uniform in (-1, 1): a linear congruential generator is random enough for cells. */
function generator() {
  let state = 1
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 31 - 1
  }
}

function makeFile() {
  const next = generator()
  const out = openSync(`${file}.part`, 'w')
  writeSync(out, `${Array.from({ length: columns }, (_, i) => `x${i}`).join(',')},class\n`)
  for (let row = 0; row < rows; ) {
    const lines: string[] = []
    for (; lines.length < 1000 && row < rows; row++) {
      const cells = Array.from({ length: columns }, next)
      const score = cells.slice(0, 10).reduce((sum, cell) => sum + cell, next())
      lines.push(`${cells.map((cell) => cell.toFixed(4)).join(',')},${score > 0 ? 'yes' : 'no'}\n`)
    }
    writeSync(out, lines.join(''))
  }
  closeSync(out)
  renameSync(`${file}.part`, file)
}

const BINARY = fileURLToPath(new URL('../../bin/regbench.js', import.meta.url))
const NETWORK = ['--hidden', '64', '--batch-size', '256', '--epochs', '1', '--no-cache', '--quiet']

/** The same network, rows and updates; reading with pandas as f32, scaling, one epoch, or prediction of all rows. */
const SCIKIT_LEARN = `
import sys, time, warnings, resource, pandas, numpy
from sklearn.neural_network import MLPClassifier
from sklearn.preprocessing import StandardScaler
warnings.simplefilter('ignore')
what, file = sys.argv[1:]
table = pandas.read_csv(file, dtype={f'x{i}': 'float32' for i in range(${columns})})
x, y = table.iloc[:, :-1].to_numpy(), table['class'].to_numpy()
del table
if what == 'describe': sys.exit()
x = StandardScaler(copy=False).fit_transform(x)
m = MLPClassifier((64,), batch_size=256, max_iter=1)
if what == 'predict': m.fit(x[:1000], y[:1000]); m.predict_proba(x)
else: m.fit(x, y)
`

const node = (...args: readonly string[]) => [process.execPath, [BINARY, ...args]] as const
const python = (what: string) => ['/usr/bin/python3', ['-c', SCIKIT_LEARN, what, file]] as const

const commands = {
  describe: node('describe', file),
  'describe-pandas-reads': python('describe'),
  compare: node(
    ...[
      'compare',
      file,
      '--method',
      'none',
      '--method',
      'l2:1e-4',
      '--test-fraction',
      '0.2',
      '--repeats',
      '1',
    ],
    ...[...NETWORK, '--jobs', '2', '--no-yardstick', '--format', 'csv'],
  ),
  train: node('train', file, '--method', 'none', '--save', model, ...NETWORK),
  'train-scikit-learn': python('train'),
  predict: node('predict', model, file, '-o', join(folder, 'predictions.csv'), '--quiet'),
  'predict-scikit-learn': python('predict'),
} as const

if (!existsSync(file)) makeFile()
const time = '{"seconds":%e,"user":%U,"system":%S,"peak_kib":%M}'
for (const [name, [program, args]] of Object.entries(commands)) {
  if (only !== undefined && !only.split(',').includes(name)) continue
  const { stderr, status } = spawnSync('/usr/bin/time', ['-f', time, program, ...args], { encoding: 'utf8' })
  const said = stderr.trimEnd().split('\n')
  const figures = said.pop() ?? ''
  const common = { command: name, rows, columns, megabytes: Math.round(statSync(file).size / 1e6) }
  const failed = status === 0 ? {} : { failed: said.join(' ').slice(0, 300) }
  console.log(JSON.stringify({ ...common, ...JSON.parse(figures), ...failed }))
}
