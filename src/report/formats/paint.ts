import type { ChalkInstance } from 'chalk'

/** The terminal that a document is laid out for. */
export interface Screen {
  readonly chalk: ChalkInstance
  /** Columns of a table, and of prose. */
  readonly width: number
  readonly prose: number
  readonly color: boolean
}

export type Paint = (text: string) => string

export const plain: Paint = (text) => text

/** Line by line, so that a colour does not run into what stands beside it. */
export const paintLines = (text: string, by: Paint): string =>
  text
    .split('\n')
    .map((line) => (line === '' ? line : by(line)))
    .join('\n')
