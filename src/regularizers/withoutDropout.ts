import { NONE, regularizer } from './index.ts'
import { type Method, parseMethod } from './method.ts'

/** The method without its noise on units and on weights, all else as written; null where it has none. */
export function withoutDropout({ terms }: Method): Method | null {
  const rest = terms.filter(({ name }) => !['units', 'weights'].includes(regularizer(name).noise ?? ''))
  if (rest.length === terms.length) return null
  return parseMethod(rest.length === 0 ? NONE : rest.map(({ text }) => text).join('+'))
}
