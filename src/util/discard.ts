import { MessageChannel } from 'node:worker_threads'

/**
 * Gives memory back to the system now, and not when garbage is collected, which may be long after as much again is needed: what is
 * transferred is gone from here, and a closed port delivers nothing.
 */
export function discard(buffers: ArrayBuffer[]): void {
  const { port1 } = new MessageChannel()
  port1.close()
  port1.postMessage(null, buffers)
}
