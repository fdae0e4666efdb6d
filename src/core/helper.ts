/** A helper thread: its own instance of the core over the memory of its owner, running the jobs of one mailbox. */
import { workerData } from 'node:worker_threads'
import { instantiateCore } from './load.ts'
import {
  DONE,
  GONE,
  JOB,
  JOBS,
  type MailboxMemory,
  openMailbox,
  POSTED,
  READY,
  STATE,
  Watch,
} from './mailbox.ts'

export interface HelperSetup {
  readonly module: WebAssembly.Module
  readonly memory: WebAssembly.Memory
  readonly mailbox: MailboxMemory
}

const { module, memory, mailbox } = workerData as HelperSetup
const { words, numbers } = openMailbox(mailbox)

const kernels = instantiateCore(module, memory)
const calls = JOBS.map((name) => kernels[name] as (...numbers: number[]) => number | undefined)

/** Runs jobs for ever: the owner ends this thread from outside. */
function serve(): never {
  const jobs = new Watch(words, POSTED)
  for (let done = 0; ; ) {
    jobs.change(done)
    const posted = Atomics.load(words, POSTED)
    if (posted === done) continue
    numbers[0] = calls[words[JOB]](...numbers) ?? 0
    done = posted
    Atomics.store(words, DONE, done)
    Atomics.notify(words, DONE)
  }
}

/** The owner may be asleep until a job is done, and must learn that it never will be. */
function leave(): void {
  Atomics.store(words, STATE, GONE)
  // No number of a job, so that an owner about to fall asleep does not.
  Atomics.store(words, DONE, -1)
  Atomics.notify(words, DONE)
  Atomics.notify(words, STATE)
}

process.once('exit', leave)
try {
  Atomics.store(words, STATE, READY)
  Atomics.notify(words, STATE)
  serve()
} catch {
  // Its owner throws in its stead. An error out of here, while the owner ends this thread, takes Node 20 itself down.
  leave()
}
