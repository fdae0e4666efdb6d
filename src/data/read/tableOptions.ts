import { usageError } from '../../util/errors.ts'
import { NULL_CELLS, shown } from '../cells.ts'
import type { LayoutOptions } from '../options.ts'
import type { TableOptions } from './csv.ts'
import { numerals } from './numerals.ts'

/** What the CSV reader needs to know. Throws a usage error for a value that an option cannot have. */
export function tableOptions(options: Readonly<LayoutOptions>): TableOptions {
  const { delimiter, header, rename, skipLines, comment, nullValues, decimal, thousands } = options
  return {
    delimiter: delimiterOf(delimiter),
    skipLines: skippedLines(skipLines),
    comment: commentOf(comment, delimiterOf(delimiter)),
    header,
    rename: rename === true,
    defaultNulls: NULL_CELLS,
    nullCells: nullValues,
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

function skippedLines(lines = 0): number {
  if (Number.isSafeInteger(lines) && lines >= 0) return lines
  throw usageError(`--skip-lines must be a whole number of lines, 0 or more, got ${lines}`)
}

/** A byte that can begin neither a number nor a quoted cell. */
function commentOf(comment: string | undefined, delimiter: string | undefined): string | undefined {
  if (comment === undefined) return undefined
  if (comment === delimiter) {
    throw usageError(`--comment and --delimiter are both ${shown(comment)}; they must differ`)
  }
  if (/^[!-~]$/.test(comment) && !/["\d.+-]/.test(comment)) return comment
  throw usageError(
    `--comment must be one character that begins no number and no quote, e.g. "#" or "%", got ${shown(comment)}`,
  )
}
