/** Every folder of experiments/ that can be run again: its file is read, its commands are taken, its verdict follows from its tables. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import type { AnyCommand } from '../../src/commands/command.ts'
import { declare } from '../../src/commands/declare.ts'
import { type CommandName, commands } from '../../src/commands/index.ts'
import { comparedWith, measuredOf, verdictOf } from '../../src/reproduce/claim.ts'
import { allEntries, type Entry, entriesNamed, experimentsFolder } from '../../src/reproduce/entry.ts'
import { savedTables, wordsOf } from '../../src/reproduce/run.ts'
import { assert, suite } from '../harness.ts'

/** Takes a command line as the program would, running nothing. */
async function assertTaken([name, ...args]: readonly string[]): Promise<void> {
  const definition: AnyCommand = await commands[name as CommandName].load()
  const command = new Command(name).exitOverride().configureOutput({ writeErr: () => {} })
  declare(command, definition)
  command.allowExcessArguments(false).action(() => {})
  command.parse([...args], { from: 'user' })
}

/** The tables that verdict and figures follow from, where it was run at this scale. */
function assertFound(entry: Entry): void {
  const tables = savedTables(entry, experimentsFolder)
  assert.is(tables === null, entry.found === 'not run', 'a verdict has tables, and tables have a verdict')
  if (tables === null) return
  assert.is(verdictOf(entry, tables), entry.found)
  assert.not.match(measuredOf(entry, tables), 'nothing')
  for (const { what, here } of comparedWith(entry, tables)) assert.is.not(here, null, what)
  if (entry.isFull) assert.is.not(entry.commit, null, 'a full run says on which commit it was')
}

suite('conformance: experiments', (test) => {
  const entries = allEntries()

  test('there are all claims of the notes, in their order', () => {
    const notes = entriesNamed(['notes'])
    assert.ok(notes.length >= 20, `${notes.length}`)
    assert.is(new Set(notes.map(({ order }) => order)).size, notes.length)
  })

  for (const entry of entries) {
    test(`${entry.name}: commands, verdict and page`, async () => {
      for (const scale of [entry, entry.full]) {
        if (scale === null) continue
        for (const run of Object.keys(scale.runs)) {
          const words = wordsOf(scale, run)
          if (words !== null) await assertTaken(words)
        }
        assertFound(scale)
      }
      const page = join(experimentsFolder, entry.name, 'README.md')
      assert.ok(existsSync(page))
      assert.match(readFileSync(page, 'utf8'), entry.title)
    })
  }
})
