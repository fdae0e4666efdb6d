/** The weights into each hidden unit as a tile of grey pixels, the tiles side by side in one PNG. */
import { encode } from 'fast-png'
import type { FirstLayer } from '../experiment/run/firstLayer.ts'

export interface Grid {
  readonly width: number
  readonly height: number
}

/** How tiles are laid out; lengths in units of the SVG. */
export interface Tiling {
  readonly grid: Grid
  readonly units: number
  readonly columns: number
  readonly rows: number
  /** Side of one weight. */
  readonly side: number
  readonly width: number
  readonly height: number
}

/** More units than these are alike to look at. */
const MAX_UNITS = 100
const MAX_COLUMNS = 10
/** Where one tile needs no more. */
export const PANEL_WIDTH = 440
const GAP = 2
/** Pixels of the PNG for a unit of the SVG: what a picture is rasterised at. */
const PIXELS = 2

const BETWEEN = 0xff
const ZERO = 0x80

export function tilingOf(grid: Grid, fanOut: number): Tiling {
  const room = PANEL_WIDTH / MAX_COLUMNS - GAP
  // Whole pixels, at least one.
  const side = Math.max(1, Math.floor((PIXELS * room) / Math.max(grid.width, grid.height))) / PIXELS
  const across = grid.width * side + GAP
  const most = Math.min(MAX_COLUMNS, Math.max(1, Math.floor((PANEL_WIDTH + GAP) / across)))
  const units = Math.min(fanOut, MAX_UNITS, most * most)
  const columns = Math.min(most, units)
  const rows = Math.ceil(units / columns)
  return {
    grid,
    units,
    columns,
    rows,
    side,
    width: columns * across - GAP,
    height: rows * (grid.height * side + GAP) - GAP,
  }
}

/**
 * Grey from black at -reach over the middle at 0 to white at reach, what lies beyond as at the end. Features that are silent
 * show as 0: their weights are still the random ones of the start.
 */
export function tilesPng({ weights, fanOut, silent }: FirstLayer, tiling: Tiling, reach: number): Uint8Array {
  const { grid, units, columns, side } = tiling
  const [width, height] = [PIXELS * tiling.width, PIXELS * tiling.height]
  const [pixels, gap] = [PIXELS * side, PIXELS * GAP]
  const data = new Uint8Array(width * height).fill(BETWEEN)
  for (let unit = 0; unit < units; unit++) {
    const left = (unit % columns) * (grid.width * pixels + gap)
    const top = Math.floor(unit / columns) * (grid.height * pixels + gap)
    for (let feature = 0; feature < grid.width * grid.height; feature++) {
      const grey = silent[feature] === 1 ? ZERO : greyOf(weights[feature * fanOut + unit], reach)
      const x = left + (feature % grid.width) * pixels
      const y = top + Math.floor(feature / grid.width) * pixels
      for (let row = 0; row < pixels; row++) {
        const at = (y + row) * width + x
        data.fill(grey, at, at + pixels)
      }
    }
  }
  return encode({ width, height, data, depth: 8, channels: 1 })
}

export const greyOf = (weight: number, reach: number): number =>
  Math.round(ZERO + (0xff - ZERO) * Math.max(-1, Math.min(1, weight / reach)))

/** Share of the weights that the scale covers: the very largest would leave the others grey. */
const COVERED = 0.995

/** Magnitude that `COVERED` of the drawn weights of all panels do not exceed. */
export function reachOf(layers: readonly FirstLayer[], { units }: Tiling): number {
  const magnitudes = layers.flatMap(({ weights, fanIn, fanOut, silent }) =>
    Array.from({ length: fanIn * units }, (_, i) => {
      const [feature, unit] = [Math.floor(i / units), i % units]
      return silent[feature] === 1 ? 0 : Math.abs(weights[feature * fanOut + unit])
    }),
  )
  magnitudes.sort((a, b) => a - b)
  return magnitudes[Math.floor(COVERED * (magnitudes.length - 1))] || 1
}
