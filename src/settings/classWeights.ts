/** What the rows of a class count in the loss: `--class-weight balanced|NAME=W,...`, as plain data. */
import { coded, numberText, parseNumber } from './kinds.ts'

/** By class name, 1 for a class that is not named; or such that every class has the same total. */
export type ClassWeights = 'balanced' | Readonly<Record<string, number>>

/**
 * `yes=5,no=1`. A name may hold `=`, and commas too: what has no `=W` behind it is the beginning of the name that follows.
 * Undefined for anything else, a name given twice and weights that are not above 0 included.
 */
export function parseClassWeights(text: string): ClassWeights | undefined {
  if (text === 'balanced') return text
  const entries = new Map<string, number>()
  let begun = ''
  for (const part of text.split(',')) {
    begun += part
    const at = begun.lastIndexOf('=')
    const weight = at < 0 ? undefined : parseNumber(begun.slice(at + 1))
    if (weight === undefined) {
      begun += ','
      continue
    }
    const name = begun.slice(0, at)
    if (name === '' || entries.has(name) || !(weight > 0)) return undefined
    entries.set(name, weight)
    begun = ''
  }
  return begun === '' ? Object.fromEntries(entries) : undefined
}

export const classWeightsText = (weights: ClassWeights): string =>
  weights === 'balanced'
    ? weights
    : Object.entries(weights)
        .map(([name, weight]) => `${name}=${numberText(weight)}`)
        .join(',')

export const classWeightsKind = coded<ClassWeights>({
  expected: 'balanced, or NAME=W,... with the names of classes and numbers above 0',
  parse: parseClassWeights,
  text: classWeightsText,
})
