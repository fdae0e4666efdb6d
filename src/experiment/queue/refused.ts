import { failure } from '../../util/errors.ts'
import type { Refuse } from '../../util/shape.ts'

/** The failure of a message that is not what it should be: `order.methods[0].spec is not a text`. */
export const refused =
  (message: string): Refuse =>
  (path, clause) =>
    failure(`${message}${path === '' || path.startsWith('[') ? '' : '.'}${path} ${clause}`)
