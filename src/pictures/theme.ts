/** How every picture looks: on white, for files; a page in the dark overrides the colours of the frame. */
import type { Config } from 'vega-lite'
import { FONT_FAMILY } from './font.ts'

/**
 * Okabe and Ito (2008), https://jfly.uni-koeln.de/color/, told apart by most colour-blind people; without black and yellow,
 * which vanish on a dark and on a white page.
 */
export const COLORS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9'] as const

/** Colour of the baseline, and of what only guides the eye; about as far from black as from white. */
export const NEUTRAL = '#808080'

/** Lines told apart by their dashes: by `field`, whose values that are drawn have these. The legend names what is drawn. */
export const dashedBy = (field: string, dashes: readonly (readonly [string, readonly number[]])[]) =>
  ({
    field,
    type: 'nominal',
    title: null,
    scale: { domain: dashes.map(([name]) => name), range: dashes.map(([, dash]) => [...dash]) },
    legend: { symbolStrokeColor: NEUTRAL, symbolType: 'stroke' },
  }) as const

const INK = '#1f2328'
const SOFT = '#59636e'
const GRID = '#e4e7eb'

/** Pixels of a single plot with its labels, and of one of several panels without. */
export const WIDTH = 720
export const PANEL = { width: 186, height: 130 } as const
export const PANEL_COLUMNS = 3

/** Pixels from one method to the next. */
export const STEP = 26

export const theme: Config = {
  background: '#ffffff',
  font: `${FONT_FAMILY}, Verdana, sans-serif`,
  padding: 8,
  view: { stroke: null },
  axis: {
    labelColor: SOFT,
    titleColor: INK,
    titleFontWeight: 'normal',
    titleFontSize: 12,
    labelFontSize: 11,
    titlePadding: 8,
    gridColor: GRID,
    domainColor: '#b6bec7',
    tickColor: '#b6bec7',
    tickSize: 4,
  },
  axisY: { labelLimit: 240, labelPadding: 6 },
  header: { labelColor: INK, labelFontSize: 12, labelFontWeight: 'bold', labelLimit: 340, titleColor: INK },
  legend: {
    labelColor: SOFT,
    titleColor: INK,
    labelFontSize: 11,
    labelLimit: 240,
    orient: 'top',
    symbolStrokeWidth: 2,
    symbolSize: 160,
  },
}
