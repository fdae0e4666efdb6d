/**
 * Where random numbers come from. A stream is named by (seed, purpose, repeat, fold) and indexed by counters, so a
 * number depends on what it is for and never on who asked first (docs/reproducibility.md).
 */
import { createHash } from 'node:crypto'
import { ALIGN, Arena, planArena } from './arena.ts'
import { createMemory, HEAP_BASE, instantiateCore } from './load.ts'
import type { RandomKey } from './randomKey.ts'

/** The inner purposes divide an outer training part again; `search` draws candidates. */
export type Purpose =
  | 'split'
  | 'validation'
  | 'train rows'
  | 'inner split'
  | 'inner validation'
  | 'init'
  | 'order'
  | 'mask'
  | 'search'
  | 'average'

/** The Philox key of a stream: the first two little-endian words of a hash of its name. */
export function randomKey(seed: number, purpose: Purpose, repeat: number, fold: number): RandomKey {
  const digest = createHash('sha256').update(`${seed}/${purpose}/${repeat}/${fold}`).digest()
  return [digest.readUInt32LE(0), digest.readUInt32LE(4)]
}

/** Uniform u32 words for code that runs before there is an experiment's memory: splits and tests. */
export class WordSource {
  readonly #module: WebAssembly.Module

  constructor(module: WebAssembly.Module) {
    this.#module = module
  }

  /** The first `count` words of the stream with counter (block, 0, 0, 0). */
  words(key: RandomKey, count: number): Uint32Array {
    const blocks = Math.ceil(count / 4)
    const plan = planArena([{ name: 'words', type: 'i32', length: blocks * 4 }])
    const memory = createMemory(plan.bytes + ALIGN)
    const arena = new Arena(memory, HEAP_BASE, plan)
    instantiateCore(this.#module, memory).philox(arena.region('words').ptr, blocks, key[0], key[1], 0, 0, 0)
    return new Uint32Array(memory.buffer, arena.region('words').ptr, count)
  }
}
