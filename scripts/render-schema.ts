/**
 * Writes schema/regbench.schema.json, which editors read to complete and check the files of `--config`, from the options that
 * the commands declare.
 *
 *     npm run schema                    write
 *     npm run schema -- --check         write nothing; exit 1 when it is out of date
 */

import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { configSchema } from '../src/commands/configSchema.ts'
import { declare } from '../src/commands/declare.ts'
import { type CommandEntry, commands } from '../src/commands/index.ts'

const path = fileURLToPath(new URL('../schema/regbench.schema.json', import.meta.url))

/** The text of the file as it should be. */
export async function renderSchema(): Promise<string> {
  const program = new Command('regbench')
  for (const [name, { load }] of Object.entries<CommandEntry>(commands)) {
    const definition = await load()
    declare(program.command(name), definition)
  }
  return `${JSON.stringify(configSchema(program), null, 2)}\n`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = await renderSchema()
  if (!process.argv.includes('--check')) writeFileSync(path, text)
  else if (readFileSync(path, 'utf8') !== text) {
    console.error('schema/regbench.schema.json is out of date: npm run schema')
    process.exitCode = 1
  }
}
