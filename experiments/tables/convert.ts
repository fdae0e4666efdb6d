/** Tables of other programs as CSV. */

/** A cell as RFC 4180 has it. */
export function csvCell(value: unknown): string {
  if (value === null || value === undefined) return ''
  const text = String(value)
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

export const csvLines = (rows: readonly (readonly unknown[])[]): string =>
  rows.map((row) => `${row.map(csvCell).join(',')}\n`).join('')

/** A JSON list of flat records, of at least 20 rows and two columns; undefined for JSON of another kind. */
export function jsonToCsv(json: string): string | undefined {
  const data: unknown = JSON.parse(json)
  if (!Array.isArray(data) || data.length < 20) return undefined
  const isFlat = (value: unknown) => typeof value !== 'object' || value === null
  const isRecord = (row: unknown): row is Record<string, unknown> =>
    typeof row === 'object' && row !== null && !Array.isArray(row) && Object.values(row).every(isFlat)
  if (!data.every(isRecord)) return undefined
  const names = [...new Set(data.flatMap((row) => Object.keys(row)))]
  return names.length < 2
    ? undefined
    : csvLines([names, ...data.map((row) => names.map((name) => row[name]))])
}

/** Weka's attribute-relation format, dense: a question mark is a missing value. */
export function arffToCsv(arff: string): string {
  const names: string[] = []
  const rows: string[][] = []
  let isData = false
  for (const line of arff.split(/\r?\n/)) {
    const text = line.trim()
    if (text === '' || text.startsWith('%')) continue
    if (isData) rows.push(arffFields(text).map((cell) => (cell === '?' ? '' : cell)))
    else if (/^@data/i.test(text)) isData = true
    else if (/^@attribute/i.test(text)) {
      const [, quoted, plain] = /^@attribute\s+(?:'((?:\\.|[^'])*)'|([^\s]+))/i.exec(text)!
      names.push(quoted?.replaceAll(/\\(.)/g, '$1') ?? plain!)
    }
  }
  return csvLines([names, ...rows])
}

/** The fields of a line: separated by commas, in single or double quotes where they hold one. */
function arffFields(line: string): string[] {
  const fields = line.matchAll(/\s*(?:'((?:\\.|[^'])*)'|"((?:\\.|[^"])*)"|([^,]*))\s*(?:,|$)/g)
  const cells = [...fields].map(
    ([, single, double, plain]) => (single ?? double)?.replaceAll(/\\(.)/g, '$1') ?? plain!.trim(),
  )
  // The pattern also matches the empty end of a line that does not end in a comma.
  return line.endsWith(',') ? cells : cells.slice(0, -1)
}

/** The rows of a CSV file, quotes undone; a blank line is none. */
export function parseCsv(csv: string): string[][] {
  const rows: string[][] = [[]]
  for (const [, quoted, plain, end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    rows[rows.length - 1]!.push(quoted?.replaceAll('""', '"') ?? plain!)
    if (end === '') break
    if (end !== ',') rows.push([])
  }
  return rows.filter((row) => row.length > 1)
}

/** Its rows by column name. */
export function readRecords(csv: string): Record<string, string>[] {
  const [header, ...rows] = parseCsv(csv)
  return rows.map((cells) => Object.fromEntries(header!.map((name, i) => [name, cells[i] ?? ''])))
}
