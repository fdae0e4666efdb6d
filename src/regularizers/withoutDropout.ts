import { regularizer } from './index.ts'
import { type Method, parseMethod } from './method.ts'

/**
 * The method with those terms left out that drop units or weights at random: what keeps a share of something has a `keep`.
 * Null where it has none.
 */
export function withoutDropout({ terms }: Method): Method | null {
  const rest = terms.filter(({ name }) => !('keep' in regularizer(name).params))
  if (rest.length === terms.length) return null
  return parseMethod(rest.length === 0 ? 'none' : rest.map(({ text }) => text).join('+'))
}
