/** Documents as text at once: the registry loads its formats, and tests of one report need not wait for them. */
import type { Plot, ReportDocument } from '../../src/report/document.ts'
import type { RenderOptions } from '../../src/report/format.ts'
import * as csv from '../../src/report/formats/csv.ts'
import * as json from '../../src/report/formats/json.ts'
import * as markdown from '../../src/report/formats/markdown.ts'
import * as table from '../../src/report/formats/table.ts'
import type { Drawn } from '../../src/report/plot.ts'

const renderers = { table, csv, json, markdown }

export type Tested = keyof typeof renderers

export const PLAIN: RenderOptions = { color: false, width: 100 }

export const render = (document: ReportDocument, format: Tested, options: RenderOptions = PLAIN): string =>
  renderers[format].render(document, options)

/** What there is to draw in so many columns. */
export const drawn = (plots: readonly Plot[], width: number): Drawn[] =>
  plots.flatMap((plot) => plot.draw(width) ?? [])
