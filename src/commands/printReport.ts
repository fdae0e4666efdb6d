import type { ReportDocument } from '../report/document.ts'
import { type FormatName, formats } from '../report/index.ts'
import { outputStyle, print } from './terminal.ts'

/** Standard output, in the format of `--format`. */
export const printReport = async (
  document: ReportDocument,
  output: { readonly format: FormatName; readonly color: boolean },
): Promise<boolean> => print(await formats[output.format].render(document, outputStyle(output)))
