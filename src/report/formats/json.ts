import { jsonText } from '../../results/json.ts'
import type { ReportDocument } from '../document.ts'

/** The data behind the document. */
export function render({ data }: ReportDocument): string {
  const json = data.json()
  return 'lines' in json
    ? json.lines.map((line) => `${JSON.stringify(line)}\n`).join('')
    : jsonText(json.value)
}
