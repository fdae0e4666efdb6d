/**
 * The real worker, with faults: before trial i it looks whether faults[i] says 'exit', 'throw' or 'stall', and does that
 * the first `times` times the trial comes by. JavaScript, because loaders of TypeScript do not reach into threads.
 */
import { parentPort, workerData } from 'node:worker_threads'

const { faults = {}, seen, startFault } = workerData

if (startFault) process.exit(7)

parentPort.on('message', (index) => {
  const { how, times } = faults[index] ?? {}
  if (how === undefined || Atomics.add(seen, index, 1) >= times) return
  if (how === 'exit') process.exit(9)
  if (how === 'throw') throw new Error('a fault of the test')
  if (how === 'stall') for (;;);
})
await import('../../dist/experiment/run/worker.js')
