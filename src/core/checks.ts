/** What every call of a kernel passes: a region of the right type that is long enough, as an address. */
import { internalError } from '../util/errors.ts'
import type { ElementType, Region } from './arena.ts'

export function need(region: Region, type: ElementType, length: number): number {
  if (region.type !== type || region.length < length) {
    throw internalError(
      `a kernel wants ${length} ${type} of region ${region.name}, which holds ${region.length} ${region.type}`,
    )
  }
  return region.ptr
}

export const f32 = (region: Region, length: number): number => need(region, 'f32', length)
/** 0, which kernels take for weights of 1, where there is no region. */
export const f32OrNone = (region: Region | null, length: number): number =>
  region === null ? 0 : f32(region, length)
export const i32 = (region: Region, length: number): number => need(region, 'i32', length)

/** Places that kernels will follow into something of `length`; whoever writes them into a region has them checked here. */
export function checkPlaces(places: ArrayLike<number>, length: number, what: string): void {
  for (let i = 0; i < places.length; i++) {
    if (!(places[i] >= 0 && places[i] < length)) {
      throw internalError(`${what} ${places[i]} is not one of ${length}`)
    }
  }
}

/** Address of element `start` of an i32 region that holds at least `start + length`. */
export const i32From = (region: Region, start: number, length: number): number =>
  need(region, 'i32', start + length) + start * 4
