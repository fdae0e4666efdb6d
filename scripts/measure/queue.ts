/**
 * Trials a second through a queue, for 1, 2 and 4 workers, beside threads of one process: the figures of docs/scale.md.
 *
 *     node --import tsx scripts/measure/queue.ts [epochs]
 */
import { folder, regbench } from '../../test/cli/run.ts'
import { missing, Redis, worker } from '../../test/queue/redis.ts'

const why = missing()
if (why !== undefined) throw new Error(why)

const epochs = process.argv[2] ?? '1'
const TRIALS = 300
const args = [
  ...['compare', 'iris', '--epochs', epochs, '--hidden', '16', '--folds', '5', '--repeats', `${TRIALS / 15}`],
  ...['--method', 'none', '--method', 'l2:0.01', '--method', 'inverted-dropout:keep=0.8'],
  ...['--quiet', '--format', 'csv', '--export-trials', 't.csv'],
]

async function seconds(...more: string[]): Promise<number> {
  const began = performance.now()
  const { code, stderr } = await regbench([...args, ...more], { cwd: folder() })
  if (code !== 0) throw new Error(stderr)
  return (performance.now() - began) / 1000
}

/** The run without its trials: starting, loading, condensing. */
const start = async (...more: string[]): Promise<number> => {
  const single = args.map((word) => (word === `${TRIALS / 15}` ? '1' : word))
  const began = performance.now()
  await regbench([...single, ...more], { cwd: folder() })
  return (performance.now() - began) / 1000
}

function tell(how: string, whole: number, few: number): void {
  const trials = TRIALS - 15
  const each = ((whole - few) / trials) * 1000
  console.log(
    `${how.padEnd(24)} ${whole.toFixed(2).padStart(7)} s  ${each.toFixed(2).padStart(7)} ms a trial  ${(1000 / each).toFixed(0).padStart(5)} trials/s`,
  )
}

for (const jobs of ['1', '2'])
  tell(`${jobs} thread`, await seconds('--jobs', jobs), await start('--jobs', jobs))
const redis = await Redis.open()
for (const count of [1, 2, 4]) {
  const workers = Array.from({ length: count }, () => worker(redis.url, {}, '--lease', '30'))
  // Workers start, and get the data, before anything is timed.
  await start('--queue', redis.url)
  tell(`${count} worker`, await seconds('--queue', redis.url), await start('--queue', redis.url))
  for (const { stop } of workers) await stop()
}
console.log(redis.command('info', 'memory').match(/used_memory_peak_human:\S+/)?.[0])
const stats = redis.command('info', 'commandstats').split('\n').filter(Boolean).slice(1)
const calls = stats.map(
  (line) => [line.split(':')[0].replace('cmdstat_', ''), Number(/calls=(\d+)/.exec(line)?.[1])] as const,
)
console.log(
  calls
    .sort((a, b) => b[1] - a[1])
    .slice(0, 12)
    .map(([name, n]) => `${name} ${n}`)
    .join(', '),
)
await redis.kill()
