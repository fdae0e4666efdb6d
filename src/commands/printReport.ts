import type { ReportDocument } from '../report/document.ts'
import { type FormatName, formats } from '../report/index.ts'
import { STANDARD_OUTPUT } from '../util/standardOutput.ts'
import { outputStyle, print } from './terminal.ts'

/** Standard output, in the format of `--format`, unless one of the exports is standard output. */
export async function printReport(
  document: ReportDocument,
  output: { readonly format: FormatName; readonly color: boolean },
): Promise<void> {
  if (Object.values<unknown>(output).includes(STANDARD_OUTPUT)) return
  await print(await formats[output.format].render(document, outputStyle(output)))
}
