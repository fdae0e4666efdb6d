/** What any method should beat: rows of a lighter kind below the methods, which no test is made of. */

export const YARDSTICKS = {
  constant: 'one answer, whatever the features',
  linear: 'logistic or linear regression with L2',
} as const

export type YardstickName = keyof typeof YARDSTICKS

/** In the order of their rows. */
export const yardstickNames = Object.keys(YARDSTICKS) as readonly YardstickName[]

/** What a row of trials or of a summary is. */
export const KINDS = ['method', 'yardstick'] as const
export type RowKind = (typeof KINDS)[number]

/** The rows that tests and ranks are made of. */
export const ofMethods = <Row extends { readonly kind: RowKind }>(rows: readonly Row[]): Row[] =>
  rows.filter(({ kind }) => kind === 'method')

/** Those among the trials, in the order of their rows. */
export function yardsticksIn(
  trials: readonly { readonly kind: RowKind; readonly method: string }[],
): YardstickName[] {
  const found = new Set(trials.flatMap(({ kind, method }) => (kind === 'yardstick' ? method : [])))
  return yardstickNames.filter((name) => found.has(name))
}
