/** Seconds of a whole comparison as a user waits for it: the process with its start-up, all trials, the table. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Build } from '../core/load.ts'
import { failure } from '../util/errors.ts'
import { type Measurement, summarizeRounds } from './measurement.ts'

const BINARY = fileURLToPath(new URL('../../bin/regbench.js', import.meta.url))

const METHODS = [
  'none',
  'l2:1e-4',
  'l1:1e-5',
  'elastic-net:l1=1e-5,l2=1e-4',
  'max-norm:c=3/3/inf',
  'vanilla-dropout:keep=0.5',
  'inverted-dropout:keep=0.5',
  'inverted-dropout:keep=0.5+max-norm:c=3/3/inf',
]

/** Workload W6: eight methods, five repetitions of a split into 80 % and 20 %. */
const LINE = [
  ...'compare digits --test-fraction 0.2 --repeats 5 --scale none --hidden 128,64'.split(' '),
  ...'--epochs 30 --batch-size 32 --learning-rate 0.02 --optimizer momentum --momentum 0.9 --schedule constant'.split(
    ' ',
  ),
  ...METHODS.flatMap((method) => ['--method', method]),
]

export function benchCompare(build: Build, rounds: number, jobs: number): Measurement {
  const seconds = Array.from({ length: rounds }, () => {
    const began = performance.now()
    const args = [BINARY, ...LINE, '--build', build, '--jobs', `${jobs}`]
    const { status, stderr } = spawnSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] })
    if (status !== 0) throw failure(`the timed comparison ended with code ${status}: ${stderr}`)
    return (performance.now() - began) / 1000
  })
  return { workload: `W6 compare, ${jobs} jobs`, build, ...summarizeRounds(seconds), node: process.version }
}
