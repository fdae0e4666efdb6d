import { Chalk } from 'chalk'
import type { RenderOptions } from './format.ts'
import type { Drawn } from './plot.ts'
import { wrapItems, wrapWords } from './wrap.ts'

/** A plot with its title above and its legend below; no line end behind the last line. */
export function plotText({ title, lines, legend }: Drawn, { color, width }: RenderOptions): string {
  const chalk = new Chalk({ level: color ? 1 : 0 })
  const above = title === '' ? [] : [wrapWords(title, width)]
  const below = legend.length === 0 ? [] : wrapItems(legend, width).split('\n')
  return [...above, ...lines, ...below.map((line) => chalk.dim(line))].join('\n')
}
