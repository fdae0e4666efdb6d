/** `regbench worker`: runs the trials of others. */
import { availableParallelism } from 'node:os'
import { EXIT } from '../util/errors.ts'
import { count } from '../util/format.ts'
import type { CommandDefinition } from './command.ts'
import { number, option, type RawOptions } from './options.ts'
import { prefixOption } from './queue.ts'

/** The time in which Redis may be restarted without trials changing hands. */
const DEFAULT_LEASE = 30

export const workerCommand: CommandDefinition = {
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

  configure(command) {
    command
      .addOption(option('--queue <url>', 'redis:// or rediss:// address of the queue').makeOptionMandatory())
      .addOption(prefixOption())
      .addOption(
        option('--jobs <N>', 'trials at a time')
          .argParser(number({ min: 1, integer: true }))
          .default(availableParallelism(), 'the cores'),
      )
      .addOption(
        option('--lease <seconds>', 'how long a worker may be silent before its trials go to others')
          .argParser(number({ min: 1, max: 86_400 }))
          .default(DEFAULT_LEASE),
      )
      .addOption(
        option('--idle <seconds>', 'end after this time without a trial (default: never)').argParser(
          number({ above: 0, max: 2_000_000 }),
        ),
      )
      .addOption(option('--quiet', 'no notes'))
  },

  async run(_, raw: RawOptions) {
    const { placeOption } = await import('./queue.ts')
    const place = placeOption(raw)!
    const { serve } = await import('../experiment/queue/serve.ts')
    const { shownUrl } = await import('../experiment/queue/link.ts')
    const { interruption } = await import('./signals.ts')
    const { notice } = await import('./terminal.ts')
    const jobs = raw.jobs as number
    notice(raw, [`waiting for trials at ${shownUrl(place.url)}, ${count(jobs, 'trial')} at a time`])
    let done = 0
    const { signal, dispose } = interruption(
      'the trials in hand were finished, the others are still in the queue',
    )
    try {
      await serve(place, {
        jobs,
        lease: raw.lease as number,
        ...(raw.idle !== undefined && { idle: raw.idle as number }),
        signal,
        onTrial: () => {
          done++
        },
      })
      signal.throwIfAborted()
    } finally {
      dispose()
    }
    notice(raw, [`${count(done, 'trial')} run`])
    return EXIT.done
  },
}
