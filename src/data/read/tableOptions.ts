import { usageError } from '../../util/errors.ts'
import { NULL_CELLS, shown } from '../cells.ts'
import type { DataOptions } from '../options.ts'
import type { TableOptions } from './csv.ts'
import { numerals } from './numerals.ts'

/** What the CSV reader needs to know. */
export function tableOptions({
  delimiter,
  header,
  nullValues,
  decimal,
  thousands,
}: Pick<DataOptions, 'delimiter' | 'header' | 'nullValues' | 'decimal' | 'thousands'>): TableOptions {
  return {
    delimiter: delimiterOf(delimiter),
    header,
    nullCells: [...NULL_CELLS, ...nullValues],
    numerals: numerals(decimal, thousands),
  }
}

/** `--delimiter tab` and '\t' spell a tab where a shell makes one hard to type. */
function delimiterOf(word: string | undefined): string | undefined {
  if (word === undefined) return undefined
  const delimiter = word === 'tab' || word === '\\t' ? '\t' : word
  if ([...delimiter].length !== 1 || /["\r\n]/.test(delimiter)) {
    throw usageError(
      `--delimiter must be one character (or "tab"), neither a quote nor a line end, got ${shown(word)}`,
    )
  }
  return delimiter
}
