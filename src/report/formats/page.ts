/** What the written formats have in common. */
import type { Block, Code, Text } from '../document.ts'

type Written = Exclude<Block, { kind: 'plot' }>

export interface PageStyle {
  block(block: Written): string
  /** What the signs of a table mean, as small print. */
  legend(text: string): string
}

/** Blocks with a line between them; what the signs of tables mean stands at the end of their section, where it disturbs least. */
export function pageOf(sections: readonly (readonly Block[])[], style: PageStyle): string {
  const parts = sections.flatMap((blocks) => {
    const own = blocks.filter(isWritten)
    const legends = own.flatMap((block) =>
      block.kind === 'table' && block.legend !== undefined ? [style.legend(block.legend(block.columns))] : [],
    )
    return [...own.map(style.block), ...legends]
  })
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

const isWritten = (block: Block): block is Written => block.kind !== 'plot' && block.on !== 'screen'

export const piecesOf = (text: Text): readonly (string | Code)[] => (typeof text === 'string' ? [text] : text)

/** A heading of two lines, and spaces that set it in place on a terminal. */
export const oneLine = (title: string): string => title.trim().replace(/\s+/g, ' ')
