/** How long a run takes and where it runs; no bit of a result depends on it, but for the build of the core. */
import { BUILDS } from '../core/load.ts'
import { choice, coded, number, text, toggle, whole } from './kinds.ts'
import { group, type Values } from './setting.ts'

/** One of `count` equal parts of a list, `index` from 1. */
export interface Shard {
  readonly index: number
  readonly count: number
}

const MAX_THREADS = 64

/** Timers take no more than 2^31 milliseconds. */
export const MAX_SECONDS = 2_000_000

export const running = group('Running', {
  jobs: {
    alsoCalled: ['n-jobs', 'workers', 'parallel', 'processes'],
    kind: whole(1),
    placeholder: 'N',
    summary: 'trials at a time (default: the cores, divided by --threads)',
  },
  threads: {
    kind: whole(1, MAX_THREADS),
    placeholder: 'N',
    default: 1,
    summary:
      'threads that share the work of a trial: the same bits; pays for layers of about 1024 units on idle cores',
  },
  trialTimeout: {
    kind: number({ above: 0, max: MAX_SECONDS }),
    placeholder: 'seconds',
    summary: 'give a trial up after this time: status failed, the others go on',
  },
  resume: { common: true, kind: toggle, default: false, summary: 'continue the file of --export-trials' },
  force: { kind: toggle, default: false, summary: 'start the file of --export-trials anew' },
  build: {
    kind: choice(BUILDS.filter((build) => build !== 'debug')),
    placeholder: 'name',
    default: 'strict',
    summary: 'build of the WebAssembly core: strict gives the same bits on every machine',
  },
  shard: {
    kind: coded<Shard>({
      expected: 'I/N with I from 1 to N, e.g. 1/4',
      parse(word) {
        const [, index, count] = /^(\d+)\/(\d+)$/.exec(word.trim())?.map(Number) ?? []
        return index === undefined || index < 1 || index > count ? undefined : { index, count }
      },
      text: ({ index, count }) => `${index}/${count}`,
    }),
    placeholder: 'I/N',
    summary: 'run every N-th trial from the I-th on; "regbench report" joins the files',
  },
  queue: {
    kind: text,
    placeholder: 'url',
    summary: 'have the trials run by "regbench worker" processes at this redis:// address',
  },
  queuePrefix: {
    kind: text,
    placeholder: 'text',
    default: 'regbench',
    summary: 'what the names of all keys begin with',
  },
  dryRun: {
    kind: toggle,
    default: false,
    summary:
      'check everything, then say what would run and about how long; --format csv or json lists the trials',
  },
  config: {
    kind: text,
    placeholder: 'file',
    summary: 'YAML file of options, which those given here override; "regbench init" writes one',
  },
})

export type RunningSettings = Values<typeof running.settings>
