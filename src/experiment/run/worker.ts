/** A worker thread: says when it is ready, then runs the trials it is sent, one at a time. */
import { parentPort, workerData } from 'node:worker_threads'
import type { CurvePoint } from '../../results/curve.ts'
import type { WorkerReply, WorkerSetup } from './setup.ts'
import { TrialRunner } from './trial.ts'

/** One that was started ahead of its setup is sent it. */
const setup: WorkerSetup =
  workerData ?? (await new Promise((resolve) => parentPort!.once('message', resolve)))
const { workspace, experiment, trials, curves, worker } = setup
const runner = new TrialRunner(workspace, experiment, worker)

const reply = (message: WorkerReply): void => parentPort!.postMessage(message)

parentPort!.on('message', (index: number) => {
  try {
    const curve: CurvePoint[] = []
    const result = runner.run(trials[index], curves ? (point) => curve.push(point) : undefined)
    reply({ result, curve })
  } catch (error) {
    reply({ error: error instanceof Error ? error.message : String(error) })
  }
})
reply({ ready: true })
