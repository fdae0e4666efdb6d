/**
 * A worker thread: given a setup, it says when it is ready and runs the trials it is sent, one at a time; let go of, it waits
 * for the next setup.
 */
import { parentPort, workerData } from 'node:worker_threads'
import type { CurvePoint } from '../../results/curve.ts'
import type { WorkerReply, WorkerRequest, WorkerSetup } from './setup.ts'
import { TrialRunner } from './trial.ts'

let current: { readonly setup: WorkerSetup; readonly runner: TrialRunner } | undefined

const reply = (message: WorkerReply): void => parentPort!.postMessage(message)

function begin(setup: WorkerSetup): void {
  current = { setup, runner: new TrialRunner(setup.workspace, setup.experiment, setup.worker) }
  reply({ ready: true })
}

function run(index: number): void {
  const { setup, runner } = current!
  try {
    const curve: CurvePoint[] = []
    const result = runner.run(setup.trials[index], setup.curves ? (point) => curve.push(point) : undefined)
    reply({ result, curve })
  } catch (error) {
    reply({ error: error instanceof Error ? error.message : String(error) })
  }
}

async function release(): Promise<void> {
  await current!.runner.close()
  current = undefined
  reply({ released: true })
}

parentPort!.on('message', (request: WorkerRequest) => {
  if (typeof request === 'number') run(request)
  else if ('release' in request) void release()
  else begin(request)
})
if (workerData) begin(workerData)
