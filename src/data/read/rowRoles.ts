/** Columns that say something of a row other than what it is predicted from: which fold, group, time, weight it has. */
import { type Place, usageError } from '../../util/errors.ts'
import { shown } from '../cells.ts'
import { ROW_ROLES, type RowRole } from '../dataset.ts'
import type { DataOptions } from '../options.ts'
import type { Reading } from './column.ts'
import { findColumn } from './select.ts'

export type RowRoles = ReadonlyMap<RowRole, number>

const OF_ROLE = {
  fold: { option: 'foldColumn', flag: '--fold-column', reading: 'text' },
  group: { option: 'group', flag: '--group', reading: 'text' },
  time: { option: 'time', flag: '--time', reading: 'numbers' },
  validation: { option: 'validationColumn', flag: '--validation-column', reading: 'text' },
  weight: { option: 'weight', flag: '--weight', reading: 'numbers' },
} as const satisfies Record<RowRole, { option: keyof DataOptions; flag: string; reading: Reading }>

export const readingOf = (role: RowRole): Reading => OF_ROLE[role].reading

/** The position of each such column. Throws a usage error where a column would have two offices. */
export function findRowRoles(
  header: Place,
  names: readonly string[],
  options: DataOptions,
  target: number,
): RowRoles {
  const roles = new Map<RowRole, number>()
  for (const role of ROW_ROLES) {
    const word = options[OF_ROLE[role].option]
    if (word === undefined) continue
    const position = findColumn(header, names, word)
    const { flag } = OF_ROLE[role]
    if (position === target) {
      throw usageError(
        `${flag} names the target ${shown(names[target]!)}; a ${role} column is neither target nor feature`,
      )
    }
    const other = [...roles].find(([, taken]) => taken === position)?.[0]
    if (other !== undefined) {
      throw usageError(
        `${OF_ROLE[other].flag} and ${flag} name one column, ${shown(names[position]!)}; each needs one of its own`,
      )
    }
    roles.set(role, position)
  }
  return roles
}
