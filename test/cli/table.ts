/** Reads the CSV that the program writes with a reader that is not its own. */
import { parse } from 'csv-parse/sync'

export type Row = Record<string, string>

/** Rows by the names of the header; a ragged row throws. */
export const readCsv = (text: string): Row[] => parse(text, { columns: true })

export const headerOf = (text: string): string[] => text.slice(0, text.indexOf('\n')).split(',')

/** What must not depend on time: all columns but the two that hold seconds. */
export const timeless = (text: string): Row[] =>
  readCsv(text).map((row) =>
    Object.fromEntries(Object.entries(row).filter(([name]) => !/_seconds(_mean)?$/.test(name))),
  )

/** The text itself; where it is a CSV of one line a row with such columns, these are empty. */
export function withoutSeconds(text: string): string {
  const [header, ...lines] = text.split('\n')
  const seconds = header.split(',').map((name) => /_seconds(_mean)?$/.test(name))
  if (!seconds.includes(true)) return text
  const blank = (line: string) =>
    line
      .split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/)
      .map((cell, i) => (seconds[i] ? '' : cell))
      .join(',')
  return [header, ...lines.map(blank)].join('\n')
}
