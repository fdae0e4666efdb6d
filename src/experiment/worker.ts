/** A worker thread: runs the trials it is sent, one at a time. Its messages are those of runner.ts. */
import { parentPort, workerData } from 'node:worker_threads'
import type { CurvePoint } from './result.ts'
import type { WorkerReply, WorkerSetup } from './runner.ts'
import { TrialRunner } from './trial.ts'

const { workspace, experiment, trials, curves, worker } = workerData as WorkerSetup
const runner = new TrialRunner(workspace, experiment, worker)

const reply = (message: WorkerReply): void => parentPort!.postMessage(message)

parentPort!.on('message', (index: number) => {
  try {
    const curve: CurvePoint[] = []
    const result = runner.run(trials[index], curves ? (point) => curve.push(point) : undefined)
    reply({ index, result, curve })
  } catch (error) {
    reply({ index, error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
})
