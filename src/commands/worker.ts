/** `regbench worker`: runs the trials of others. */
import { availableParallelism } from 'node:os'
import { number } from '../settings/kinds.ts'
import { output } from '../settings/output.ts'
import { MAX_SECONDS, running } from '../settings/running.ts'
import { group } from '../settings/setting.ts'
import { EXIT } from '../util/errors.ts'
import { count } from '../util/format.ts'
import { defineCommand } from './command.ts'

/** The time in which Redis may be restarted without trials changing hands. */
const DEFAULT_LEASE = 30

export const workerCommand = defineCommand({
  examples: [
    [
      'regbench worker --queue redis://HOST:6379',
      'on any number of machines; Ctrl-C ends it after the trials in hand',
    ],
    [
      'regbench worker --queue rediss://:PASSWORD@HOST/0 --jobs 4 --idle 60',
      'until there is nothing to do for a minute',
    ],
  ],

  operands: [],
  groups: {
    running: group('Options', {
      queue: {
        ...running.settings.queue,
        required: true,
        summary: 'redis:// or rediss:// address of the queue',
      },
      queuePrefix: running.settings.queuePrefix,
      jobs: { ...running.settings.jobs, summary: 'trials at a time (default: the cores)' },
      lease: {
        kind: number({ min: 1, max: 86_400 }),
        placeholder: 'seconds',
        default: DEFAULT_LEASE,
        summary: 'how long a worker may be silent before its trials go to others',
      },
      idle: {
        kind: number({ above: 0, max: MAX_SECONDS }),
        placeholder: 'seconds',
        summary: 'end after this time without a trial (default: never)',
      },
      quiet: { ...output.settings.quiet, summary: 'no notes' },
    }),
  },

  async run(_, { running: given }) {
    const { placeOf } = await import('./queue.ts')
    const place = placeOf(given)!
    const { serve } = await import('../experiment/queue/serve.ts')
    const { shownUrl } = await import('../experiment/queue/link.ts')
    const { interruption } = await import('./signals.ts')
    const { notice } = await import('./terminal.ts')
    const jobs = given.jobs ?? availableParallelism()
    notice(given, [`waiting for trials at ${shownUrl(place.url)}, ${count(jobs, 'trial')} at a time`])
    let done = 0
    const { signal, dispose } = interruption(
      'the trials in hand were finished, the others are still in the queue',
    )
    try {
      await serve(place, {
        jobs,
        lease: given.lease,
        ...(given.idle !== undefined && { idle: given.idle }),
        signal,
        onTrial: () => {
          done++
        },
      })
      signal.throwIfAborted()
    } finally {
      dispose()
    }
    notice(given, [`${count(done, 'trial')} run`])
    return EXIT.done
  },
})
