/** Reads what `tune --export-csv` writes: the columns of the axes differ from search to search. */
import type { CandidateResult } from '../experiment/tuning.ts'
import { dataError } from '../util/errors.ts'
import { unescapeFormula } from './csv.ts'
import { readRecords } from './parseTrials.ts'

const FIGURES = ['epochs', 'folds', 'ok', 'loss_mean', 'loss_se', 'score_mean', 'score_se', 'best', 'one_se']

/** Throws a data error with line and column for anything else. */
export function parseCandidatesCsv(text: string, file: string): Omit<CandidateResult, 'values'>[] {
  const { whole, end } = readRecords(text, file)
  const [header, ...body] = whole
  const names = header?.fields ?? []
  const lacking = ['method', ...FIGURES].find((name) => !names.includes(name))
  if (lacking !== undefined)
    throw dataError({ file, line: 1 }, `not a file of candidates: there is no column ${lacking}`)
  if (end < text.length) throw dataError({ file }, 'the last line is torn; write the file anew')
  return body.map(({ line, fields }) => {
    if (fields.length !== names.length)
      throw dataError({ file, line }, `expected ${names.length} fields, got ${fields.length}`)
    const cell = (column: string) => fields[names.indexOf(column)]
    const refuse = (column: string, expected: string) =>
      dataError({ file, line, column }, `expected ${expected}, got ${JSON.stringify(cell(column))}`)
    const number = (column: string): number => {
      const value = Number(cell(column))
      if (cell(column).trim() === '' || !Number.isFinite(value)) throw refuse(column, 'a number')
      return value
    }
    const measure = (column: string): number | null => (cell(column) === '' ? null : number(column))
    const flag = (column: string): boolean => {
      if (!['true', 'false'].includes(cell(column))) throw refuse(column, 'true or false')
      return cell(column) === 'true'
    }
    return {
      method: unescapeFormula(cell('method')),
      epochs: number('epochs'),
      folds: number('folds'),
      ok: number('ok'),
      lossMean: measure('loss_mean'),
      lossSe: measure('loss_se'),
      scoreMean: measure('score_mean'),
      scoreSe: measure('score_se'),
      best: flag('best'),
      oneSe: flag('one_se'),
    }
  })
}
