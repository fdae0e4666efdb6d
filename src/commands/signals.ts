import { RegbenchError } from '../util/errors.ts'

export interface Interruption {
  readonly signal: AbortSignal
  dispose(): void
}

/** The first SIGINT or SIGTERM stops the run, keeping what is finished; a second one ends the process at once. */
export const listenForSignals = (trialsPath: string | undefined): Interruption =>
  interruption(
    trialsPath === undefined
      ? 'nothing was kept; --export-trials FILE keeps finished trials'
      : `finished trials are in ${trialsPath}; the same command with --resume continues`,
  )

/** The same for work of any kind; `kept` says in a clause what is left of it at that moment. */
export function interruption(kept: string | (() => string)): Interruption {
  const controller = new AbortController()
  const codes = { SIGINT: 130, SIGTERM: 143 } as const
  const onSignal = (signal: keyof typeof codes) => {
    if (controller.signal.aborted) process.exit(codes[signal])
    controller.abort(
      new RegbenchError(codes[signal], `interrupted: ${typeof kept === 'string' ? kept : kept()}`),
    )
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, onSignal)
  return {
    signal: controller.signal,
    dispose: () => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, onSignal)
    },
  }
}
