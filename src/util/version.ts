import { readFileSync } from 'node:fs'

/** Version of this package, as package.json says; src/util and dist/util are equally deep in it. */
export const version: string = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
).version
