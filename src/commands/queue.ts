/** The queue of `--queue`: the same for those who ask and those who work. */
import { checkUrl, type Place } from '../experiment/queue/link.ts'
import type { RunningSettings } from '../settings/running.ts'

/** Undefined without --queue; a usage error for what is not an address. */
export function placeOf({
  queue,
  queuePrefix,
}: Pick<RunningSettings, 'queue' | 'queuePrefix'>): Place | undefined {
  if (queue === undefined) return undefined
  checkUrl(queue)
  return { url: queue, prefix: queuePrefix }
}
