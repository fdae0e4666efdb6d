/** What the written formats have in common. */
import type {
  Block,
  CommandLine,
  Definitions,
  Heading,
  Paragraph,
  Plot,
  Points,
  ReportDocument,
  Table,
  Text,
} from '../document.ts'

/** How a format writes each kind of block. */
export interface PageStyle {
  heading(block: Heading): string
  paragraph(block: Paragraph): string
  points(block: Points): string
  definitions(block: Definitions): string
  command(block: CommandLine): string
  table(block: Table): string
}

type Written = Exclude<Block, Plot>

/** Blocks with a line between them; what the signs of tables mean stands at the end of their section, where it disturbs least. */
export function pageOf({ sections }: ReportDocument, style: PageStyle): string {
  const texts = sections.flatMap((blocks) => {
    const own = blocks.filter(isWritten)
    const legends = own.flatMap((block): Paragraph[] =>
      block.kind === 'table' && block.legend !== undefined
        ? [{ kind: 'paragraph', role: 'fine', text: block.legend(block.columns) }]
        : [],
    )
    return [...own, ...legends].map((block) => (style[block.kind] as (block: Written) => string)(block))
  })
  return `${texts.filter((text) => text !== '').join('\n\n')}\n`
}

const isWritten = (block: Block): block is Written => block.kind !== 'plot' && block.on !== 'screen'

/** Pieces of a text, each as a format writes plain text and code. */
export const inlineBy =
  (plain: (text: string) => string, code: (text: string) => string) =>
  (text: Text): string =>
    typeof text === 'string'
      ? plain(text)
      : text.map((piece) => (typeof piece === 'string' ? plain(piece) : code(piece.code))).join('')

/** A heading of two lines, and spaces that set it in place on a terminal. */
export const oneLine = (title: string): string => title.trim().replace(/\s+/g, ' ')
