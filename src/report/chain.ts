/** A network as a table: its layers, the sizes they leave, and what they cost. */
import type { Link } from '../nn/chain.ts'
import type { Table } from './document.ts'
import { listingTable } from './listing.ts'

export function chainTable(chain: readonly Link[]): Table {
  const sum = (of: (link: Link) => number) => chain.reduce((total, link) => total + of(link), 0)
  const figures = chain.map(({ layer, size, parameters, multiplyAdds }) => [
    layer,
    size,
    parameters === 0 ? '' : `${parameters}`,
    multiplyAdds === 0 ? '' : `${multiplyAdds}`,
  ])
  const total = [
    'in all',
    '',
    `${sum(({ parameters }) => parameters)}`,
    `${sum(({ multiplyAdds }) => multiplyAdds)}`,
  ]
  return listingTable({
    columns: ['layer', 'size', 'parameters', 'multiply-adds a row'],
    right: ['size', 'parameters', 'multiply-adds a row'],
    rows: [...figures, total],
  })
}
