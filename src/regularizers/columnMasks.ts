/** Masks over the columns of a table, for swap-noise and feature-mask: the indicators of one column are kept or dropped together. */
import type { Region, RegionRequest } from '../core/arena.ts'
import type { RandomKey } from '../core/randomKey.ts'
import type { RegularizerContext } from './regularizer.ts'

/** A column is kept when its 32-bit word is below this: the share dropped is met to 2^-32. */
const keptBelow = (dropped: number): number => Math.round((1 - dropped) * 2 ** 32)

export const columnMaskRequests = (name: string, width: number, rows: number): RegionRequest[] => [
  { name: `${name} mask`, type: 'i32', length: rows * width },
  { name: `${name} column mask`, type: 'i32', length: rows * width },
  { name: `${name} columns`, type: 'i32', length: width },
]

export interface ColumnMasks {
  /** [M x features] of u32 lanes after `draw`: all ones where kept, 0 where dropped. */
  readonly mask: Region
  /** Each column of each row is dropped with the probability `dropped`, above 0. */
  draw(dropped: number, rowIds: Region, start: number, M: number, step: number, key: RandomKey): void
}

/** Regions are those of `columnMaskRequests`. */
export function columnMasks(
  name: string,
  stream: number,
  { kernels, arena, architecture, rows }: RegularizerContext,
): ColumnMasks {
  const { columnOf, columns } = rows
  const width = architecture.sizes[0]
  const mask = arena.region(`${name} mask`)
  if (columns === width) {
    return {
      mask,
      draw: (dropped, rowIds, start, M, step, key) => {
        kernels.sampleMask(mask, rowIds, start, M, width, keptBelow(dropped), key, stream, step)
      },
    }
  }
  const ofColumns = arena.region(`${name} column mask`)
  const places = arena.region(`${name} columns`)
  arena.i32(places.name).set(columnOf)
  return {
    mask,
    draw: (dropped, rowIds, start, M, step, key) => {
      kernels.sampleMask(ofColumns, rowIds, start, M, columns, keptBelow(dropped), key, stream, step)
      kernels.spreadMask(ofColumns, columns, places, mask, M, width)
    },
  }
}
