import { Chalk } from 'chalk'
import type { Block, Definitions, Heading, Points, ReportDocument } from '../document.ts'
import { printable } from '../escape.ts'
import type { RenderOptions } from '../format.ts'
import { plotText } from '../plotText.ts'
import { wrapWords } from '../wrap.ts'
import { inlineBy } from './page.ts'
import { paintLines, plain, type Screen } from './paint.ts'
import { layTable } from './tableLayout.ts'

/** Longer lines of prose are hard to read, however wide a terminal is; tables take what there is. */
const MAX_PROSE = 100

/** For the terminal. Plain text says all that colour says. */
export function render({ sections }: ReportDocument, { color, width }: RenderOptions): string {
  const screen = {
    chalk: new Chalk({ level: color ? 1 : 0 }),
    width,
    prose: Math.min(width, MAX_PROSE),
    color,
  }
  const texts = sections.map((blocks) =>
    blocks
      .filter(({ on }) => on !== 'page')
      .map((block) => blockText(block, screen))
      .filter((text) => text !== '')
      .join('\n\n'),
  )
  return `${texts.filter((text) => text !== '').join('\n\n\n')}\n`
}

function blockText(block: Block, screen: Screen): string {
  const { chalk, prose, color } = screen
  switch (block.kind) {
    case 'heading':
      return headingText(block, screen)
    case 'paragraph': {
      const paint = { plain, finding: chalk.bold, fine: chalk.dim, failure: chalk.red.bold }[block.role]
      return [block.text, ...(block.lines ?? [])]
        .map((line) => paintLines(wrapWords(inline(line), prose), paint))
        .join('\n')
    }
    case 'points':
      return pointsText(block, screen)
    case 'definitions':
      return definitionsText(block, screen)
    case 'command':
      return `${wrapWords(block.lead, prose)}\n  ${printable(block.line)}`
    case 'table': {
      const { text, shown } = layTable(block, screen)
      const legend = block.legend?.(shown) ?? ''
      return legend === '' ? text : `${text}\n\n${paintLines(wrapWords(printable(legend), prose), chalk.dim)}`
    }
    case 'plot': {
      const drawn = block.draw(prose)
      return drawn === null ? '' : plotText(drawn, { color, width: prose })
    }
  }
}

function headingText({ name, text, lines = [], items = [] }: Heading, { chalk, prose }: Screen): string {
  const title = printable(text === undefined ? name : `${name}: ${text}`)
  return [
    paintLines(wrapWords(title, prose), chalk.bold),
    ...[...lines, ...items].map((line) => paintLines(wrapWords(inline(line), prose), chalk.dim)),
  ].join('\n')
}

function pointsText({ role, items }: Points, { chalk, prose }: Screen): string {
  const mark = role === 'warning' ? chalk.yellow('!') : '-'
  return items
    .map((item) => `${mark} ${wrapWords(printable(item), prose - 2).replaceAll('\n', '\n  ')}`)
    .join('\n')
}

function definitionsText({ items }: Definitions, { chalk, prose }: Screen): string {
  const indent = Math.max(...items.map(({ term }) => term.length)) + 2
  return items
    .map(({ term, text }, i) => {
      // Equal terms are a list of paragraphs: the word stands once.
      const shown = items[i - 1]?.term === term ? '' : term
      const [first, ...rest] = wrapWords(printable(text), prose - indent).split('\n')
      return [chalk.dim(shown.padEnd(indent)) + first, ...rest.map((line) => ' '.repeat(indent) + line)].join(
        '\n',
      )
    })
    .join('\n')
}

const inline = inlineBy(printable, printable)
