/** What a picture is, before it is drawn: plain data, for a page, an SVG file or a PNG file alike. */
import type { TopLevelSpec } from 'vega-lite'
import { printable } from '../report/escape.ts'

export interface Picture {
  /** Name of its files, without extension; unlike all others of a report. */
  readonly name: string
  readonly title: string
  /** How to read it: sentences for a caption. */
  readonly caption: string
  /** For those who cannot see it: what it shows, in figures. */
  readonly alt: string
  readonly drawing: Drawing
}

export type Drawing =
  | {
      readonly kind: 'vega-lite'
      readonly spec: DataSpec
      /** Panels that stand side by side as far as there is room, at most so many; absent for a single plot, which takes the width there is. */
      readonly columns?: number
    }
  /** A whole SVG document. */
  | { readonly kind: 'svg'; readonly svg: string }

/** The rows stand apart from the plot, so that a page need not hold them twice. */
export type DataSpec = TopLevelSpec & { readonly datasets: Readonly<Record<string, readonly Row[]>> }

export type Row = Readonly<Record<string, string | number | boolean | null>>

export type Layer = Extract<TopLevelSpec, { layer: unknown }>['layer'][number]

/** Layers that have something to draw: without rows a scale has no extent, which Vega warns of. */
export const filled = (layers: readonly Layer[], datasets: DataSpec['datasets']): Layer[] =>
  layers.filter(({ data }) => {
    const name = data && 'name' in data ? data.name : undefined
    return name === undefined || datasets[name]?.length !== 0
  })

/** A part of a file name: letters, digits and `.`, `-`, `_` are kept. */
export function slug(text: string): string {
  const kept = text
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
  return [...kept].slice(0, 60).join('') || 'unnamed'
}

/** Names as they are shown on axes: a label stands on one line and does not act. */
export const label = (text: string): string => printable(text)

/** Renames pictures so that no two share a name. On some disks capitals make no difference. */
export function nameApart(pictures: readonly Picture[]): Picture[] {
  const taken = new Set<string>()
  return pictures.map((picture) => {
    let name = picture.name
    for (let i = 2; taken.has(name.toLowerCase()); i++) name = `${picture.name}-${i}`
    taken.add(name.toLowerCase())
    return name === picture.name ? picture : { ...picture, name }
  })
}
