/**
 * One list of named regions, planned before anything runs, then laid over a range of the core's memory.
 * Nothing else in regbench allocates wasm memory, so a view taken once stays valid.
 */
import { internalError } from '../util/errors.ts'

/** What a region holds; `i32` also serves u32 mask lanes. */
export type ElementType = 'f32' | 'f64' | 'i32'

export interface RegionRequest {
  readonly name: string
  readonly type: ElementType
  /** Elements, not bytes. */
  readonly length: number
}

export interface Region extends RegionRequest {
  /** Byte address, a multiple of ALIGN. */
  readonly ptr: number
}

export interface ArenaPlan {
  readonly requests: readonly RegionRequest[]
  /** Bytes to reserve, canaries included. */
  readonly bytes: number
}

/** Regions start at multiples of a cache line, so that no vector load straddles two lines needlessly. */
export const ALIGN = 64

/** Words written behind each region; an overrun of a kernel changes them. */
const CANARY_BYTES = 64
const CANARY_WORD = 0x5afec0de

const BYTES: Record<ElementType, number> = { f32: 4, f64: 8, i32: 4 }

const alignUp = (bytes: number): number => Math.ceil(bytes / ALIGN) * ALIGN

const paddedBytes = (request: RegionRequest): number =>
  alignUp(request.length * BYTES[request.type]) + CANARY_BYTES

export function planArena(requests: readonly RegionRequest[]): ArenaPlan {
  const names = new Set<string>()
  for (const { name, length } of requests) {
    if (names.has(name)) throw internalError(`two regions are called ${name}`)
    if (!Number.isInteger(length) || length < 0) throw internalError(`region ${name} has length ${length}`)
    names.add(name)
  }
  return { requests, bytes: requests.reduce((sum, request) => sum + paddedBytes(request), 0) }
}

/** A plan laid over `memory` from byte `base`, a multiple of ALIGN. */
export class Arena {
  readonly #memory: WebAssembly.Memory
  readonly #regions = new Map<string, Region>()

  /** Over memory that another arena of the same plan and base has prepared. */
  static over(memory: WebAssembly.Memory, base: number, plan: ArenaPlan): Arena {
    return new Arena(memory, base, plan, 'nothing')
  }

  /** Over memory of which every element is about to be written. */
  static toFill(memory: WebAssembly.Memory, base: number, plan: ArenaPlan): Arena {
    return new Arena(memory, base, plan, 'canaries')
  }

  /** Every element starts as 0, so that a trial does not see what an earlier one left. */
  constructor(
    memory: WebAssembly.Memory,
    base: number,
    plan: ArenaPlan,
    prepare: 'all' | 'canaries' | 'nothing' = 'all',
  ) {
    this.#memory = memory
    if (prepare === 'all') new Uint8Array(memory.buffer, base, plan.bytes).fill(0)
    let ptr = base
    for (const request of plan.requests) {
      this.#regions.set(request.name, regionAt(request.name, request.type, request.length, ptr))
      const end = ptr + paddedBytes(request)
      if (prepare !== 'nothing')
        new Uint32Array(memory.buffer, end - CANARY_BYTES, CANARY_BYTES / 4).fill(CANARY_WORD)
      ptr = end
    }
  }

  region(name: string): Region {
    const region = this.#regions.get(name)
    if (region === undefined) throw internalError(`no region is called ${name}`)
    return region
  }

  f32(name: string): Float32Array {
    return view(this.#memory, this.region(name), 'f32', Float32Array)
  }

  /** Of a region of this arena, or a slice of one. */
  f32Of(region: Region): Float32Array {
    return view(this.#memory, region, 'f32', Float32Array)
  }

  f64(name: string): Float64Array {
    return view(this.#memory, this.region(name), 'f64', Float64Array)
  }

  i32(name: string): Int32Array {
    return view(this.#memory, this.region(name), 'i32', Int32Array)
  }

  /** Names of the regions behind which something was written; empty unless a kernel overran. */
  overruns(): string[] {
    const buffer = this.#memory.buffer
    return [...this.#regions.values()]
      .filter((region) => {
        const end = region.ptr + paddedBytes(region)
        const canary = new Uint32Array(buffer, end - CANARY_BYTES, CANARY_BYTES / 4)
        return canary.some((word) => word !== CANARY_WORD)
      })
      .map((region) => region.name)
  }
}

/** The part of a region that starts `offset` elements in and holds `length`. */
export function slice(region: Region, name: string, offset: number, length: number): Region {
  if (offset < 0 || offset + length > region.length) {
    throw internalError(`${name} lies outside region ${region.name}`)
  }
  return regionAt(name, region.type, length, region.ptr + offset * BYTES[region.type])
}

/** Every region is made here, so that all have one shape and the checks of kernels.ts compile to a comparison. */
const regionAt = (name: string, type: ElementType, length: number, ptr: number): Region => ({
  name,
  type,
  length,
  ptr,
})

function view<T>(
  memory: WebAssembly.Memory,
  region: Region,
  type: ElementType,
  View: new (buffer: ArrayBufferLike, byteOffset: number, length: number) => T,
): T {
  if (region.type !== type) throw internalError(`region ${region.name} holds ${region.type}, not ${type}`)
  return new View(memory.buffer, region.ptr, region.length)
}
