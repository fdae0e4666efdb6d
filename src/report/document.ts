/**
 * What a command reports: blocks of text, tables and plots in the order in which they are read, and the data behind them. It is
 * built once for each kind of report; formats/ has one renderer a format, which knows no report.
 */
import type { CsvTable } from '../results/csv.ts'
import type { Drawn } from './plot.ts'

/** Pieces in a row; a plain string is one piece. Names that are typed, such as specifications and paths, are code. */
export type Text = string | readonly (string | Code)[]

export interface Code {
  readonly code: string
}

export const code = (text: string): Code => ({ code: text })

export interface ReportDocument {
  /** Each a dataset, or what is said over all of them. */
  readonly sections: readonly (readonly Block[])[]
  readonly data: ReportData
}

/** Made when a format asks for it: a table on a terminal needs none. */
export interface ReportData {
  csv(): CsvTable
  /** The value of one JSON text or, as `lines`, a value for each line. */
  json(): { readonly value: unknown } | { readonly lines: readonly unknown[] }
}

/** Where a block is shown: on a terminal, or on the pages that written formats become; on both without it. */
interface Shown {
  readonly on?: 'screen' | 'page'
}

export type Block = Heading | Paragraph | Points | Definitions | CommandLine | Table | Plot

export interface Heading extends Shown {
  readonly kind: 'heading'
  /** 1 for what the section is about, 2 for a part of it. */
  readonly level: 1 | 2
  readonly name: string
  /** The rest of the line, behind a colon. */
  readonly text?: string
  /** Lines that belong to it. */
  readonly lines?: readonly Text[]
  /** Like lines, but a list where there are lists. */
  readonly items?: readonly Text[]
}

/** `finding` is what was found, `fine` is small print, `failure` is what must not be overlooked. */
export interface Paragraph extends Shown {
  readonly kind: 'paragraph'
  readonly role: 'plain' | 'finding' | 'fine' | 'failure'
  readonly text: Text
  /** Lines below it. */
  readonly lines?: readonly Text[]
}

export interface Points extends Shown {
  readonly kind: 'points'
  readonly role: 'note' | 'warning'
  readonly items: readonly string[]
}

export interface Definitions extends Shown {
  readonly kind: 'definitions'
  /** Equal terms in a row are one. */
  readonly items: readonly { readonly term: string; readonly text: string }[]
}

/** There to be copied, hence never broken. */
export interface CommandLine extends Shown {
  readonly kind: 'command'
  /** What it is for; only a terminal says it. */
  readonly lead: string
  readonly line: string
}

export interface Table extends Shown {
  readonly kind: 'table'
  readonly columns: readonly TableColumn[]
  readonly rows: readonly (readonly Cell[])[]
  /** A rule below the heading, which then has two lines: titles and units. */
  readonly ruled?: boolean
  /** A line above it. */
  readonly caption?: string
  /** What the signs in the columns shown mean; a terminal may not show all. */
  legend?(shown: readonly TableColumn[]): string
}

export interface TableColumn {
  /** May have two lines where a table is not ruled. */
  readonly title: string
  readonly unit?: string
  readonly right?: boolean
  /** How easily it is left out where a terminal is too narrow: the highest first. Without one it stays. */
  readonly rank?: number
  /** How its cells may be broken: a method's name before its terms, and only in the first column; words only in the last. */
  readonly wrap?: 'name' | 'words'
}

export interface Cell {
  readonly text: string
  readonly code?: true
  /** Said beside it, or below it. */
  readonly note?: string
  /** Colour of the cell on a terminal; `key` is what the row is about, `faint` what stands beside the matter. */
  readonly tone?: 'better' | 'worse' | 'key' | 'faint'
  /** Stands out where there are no colours. */
  readonly strong?: true
  /** In place of the text where a terminal is narrow still. */
  readonly short?: string
}

/** For the terminal alone. */
export interface Plot extends Shown {
  readonly kind: 'plot'
  /** Null where there is nothing to draw, or no room. */
  draw(width: number): Drawn | null
}
