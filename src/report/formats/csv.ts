import { tableCsv } from '../../results/csv.ts'
import type { ReportDocument } from '../document.ts'

/** The data behind the document, as RFC 4180 has it. */
export const render = ({ data }: ReportDocument): string => tableCsv(data.csv())
