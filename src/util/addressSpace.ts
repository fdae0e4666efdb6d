/**
 * `ulimit -v` bounds the addresses of a process. WebAssembly reserves some 10 GiB of them for every memory, of which it uses
 * next to none, so that V8 can leave out the checks of bounds; Node has a flag that gives the checks back and the addresses up.
 */
import { readFileSync } from 'node:fs'

const FLAG = '--disable-wasm-trap-handler'

/** Addresses that several memories with their reservations need, in bytes. */
const ENOUGH = 2 ** 37

/** Bytes of addresses that the process may have; infinite without a limit, or where the system does not tell. */
export function addressLimit(limits = limitsOfThisProcess()): number {
  const [, soft = 'unlimited'] = /^Max address space\s+(\S+)/m.exec(limits) ?? []
  return soft === 'unlimited' ? Number.POSITIVE_INFINITY : Number(soft)
}

function limitsOfThisProcess(): string {
  if (process.platform !== 'linux') return ''
  try {
    return readFileSync('/proc/self/limits', 'utf8')
  } catch {
    return ''
  }
}

/** The flag to start Node anew with, so that it does with the addresses there are; undefined where nothing is gained. */
export function missingFlag(
  limit = addressLimit(),
  allowed?: ReadonlySet<string>,
  given: readonly string[] = [...process.execArgv, process.env.NODE_OPTIONS ?? ''],
): string | undefined {
  if (limit >= ENOUGH || given.some((words) => words.includes(FLAG))) return undefined
  // Node makes that set when it is first asked for it.
  return (allowed ?? process.allowedNodeEnvironmentFlags).has(FLAG) ? FLAG : undefined
}
