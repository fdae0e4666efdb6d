/** The options of a queue: the same for those who ask and those who work. */
import type { Command } from 'commander'
import { checkUrl, DEFAULT_PREFIX, type Place } from '../experiment/queue/link.ts'
import { addGroup, option, type RawOptions } from './options.ts'

export const prefixOption = () =>
  option('--queue-prefix <text>', 'what the names of all keys begin with').default(DEFAULT_PREFIX)

export function addQueueOptions(command: Command): void {
  addGroup(command, 'Running:', [
    option('--queue <url>', 'have the trials run by "regbench worker" processes at this redis:// address'),
    prefixOption(),
  ])
}

/** Undefined without --queue; a usage error for what is no address. */
export function placeOption(raw: RawOptions): Place | undefined {
  if (raw.queue === undefined) return undefined
  const url = raw.queue as string
  checkUrl(url)
  return { url, prefix: raw.queuePrefix as string }
}
