/** How a network is written: `conv:16x5,pool:2,conv:32x5p0,avg:all,dense:128`, one word a layer; the output layer is added. */

export type LayerSpec =
  | { readonly kind: 'dense'; readonly units: number }
  | {
      readonly kind: 'conv'
      readonly filters: number
      readonly size: number
      readonly stride: number
      readonly pad: number
    }
  | PoolSpec

export type PoolSpec =
  /** Windows of size x size, `stride` apart. */
  | { readonly kind: 'pool' | 'avg'; readonly size: number; readonly stride: number }
  /** Fractional windows: each side is divided by `ratio`, in (1, 2). */
  | { readonly kind: 'pool' | 'avg'; readonly ratio: number }
  /** One window over the whole map. */
  | { readonly kind: 'avg'; readonly whole: true }

/** How `--network` is written. */
export const LAYER_FORMS = [
  'conv:FILTERSxSIZE[sSTRIDE][pPAD]',
  'pool:SIZE[sSTRIDE]',
  'avg:SIZE[sSTRIDE] or avg:all',
  'dense:UNITS',
] as const

/** The largest number of filters or units of a layer, and the longest side of a window. */
const MAX_UNITS = 65_536
const MAX_SIDE = 1024

/** Layers as `--network` writes them, at least one; undefined for anything else. */
export function parseLayers(text: string): readonly LayerSpec[] | undefined {
  const layers = text.split(',').map((word) => parseLayer(word.trim()))
  return layers.every((layer) => layer !== undefined) ? layers : undefined
}

function parseLayer(word: string): LayerSpec | undefined {
  const colon = word.indexOf(':')
  const [kind, rest] = [word.slice(0, colon), word.slice(colon + 1)]
  if (kind === 'dense') {
    const units = wholeNumber(rest, 1, MAX_UNITS)
    return units === undefined ? undefined : { kind, units }
  }
  if (kind === 'conv') return parseConvolution(rest)
  if (kind === 'pool' || kind === 'avg') return parsePooling(kind, rest)
  return undefined
}

function parseConvolution(text: string): LayerSpec | undefined {
  const parts = /^(\d+)x(\d+)(?:s(\d+))?(?:p(\d+))?$/.exec(text)
  if (parts === null) return undefined
  const filters = wholeNumber(parts[1], 1, MAX_UNITS)
  const size = wholeNumber(parts[2], 1, MAX_SIDE)
  const stride = wholeNumber(parts[3] ?? '1', 1, MAX_SIDE)
  if (filters === undefined || size === undefined || stride === undefined) return undefined
  // Half of the window on each side: with stride 1 an odd one leaves the image its size.
  const pad = wholeNumber(parts[4] ?? String(Math.floor((size - 1) / 2)), 0, size - 1)
  return pad === undefined ? undefined : { kind: 'conv', filters, size, stride, pad }
}

function parsePooling(kind: 'pool' | 'avg', text: string): LayerSpec | undefined {
  if (kind === 'avg' && text === 'all') return { kind, whole: true }
  if (/^1\.\d+$/.test(text)) {
    const ratio = Number(text)
    return ratio > 1 && ratio < 2 ? { kind, ratio } : undefined
  }
  const parts = /^(\d+)(?:s(\d+))?$/.exec(text)
  if (parts === null) return undefined
  const size = wholeNumber(parts[1], 1, MAX_SIDE)
  const stride = wholeNumber(parts[2] ?? parts[1], 1, MAX_SIDE)
  return size === undefined || stride === undefined ? undefined : { kind, size, stride }
}

function wholeNumber(text: string, min: number, max: number): number | undefined {
  const value = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN
  return value >= min && value <= max ? value : undefined
}

/** The shortest word that `parseLayers` reads as this layer. */
export function layerText(layer: LayerSpec): string {
  if (layer.kind === 'dense') return `dense:${layer.units}`
  if (layer.kind === 'conv') {
    const { filters, size, stride, pad } = layer
    const ofStride = stride === 1 ? '' : `s${stride}`
    return `conv:${filters}x${size}${ofStride}${pad === Math.floor((size - 1) / 2) ? '' : `p${pad}`}`
  }
  if ('whole' in layer) return `${layer.kind}:all`
  if ('ratio' in layer) return `${layer.kind}:${layer.ratio}`
  return `${layer.kind}:${layer.size}${layer.stride === layer.size ? '' : `s${layer.stride}`}`
}

export const layersText = (layers: readonly LayerSpec[]): string => layers.map(layerText).join(',')

/** Dense layers of these widths, as `--hidden` writes them. */
export const denseSpecs = (widths: readonly number[]): readonly LayerSpec[] =>
  widths.map((units) => ({ kind: 'dense', units }))
