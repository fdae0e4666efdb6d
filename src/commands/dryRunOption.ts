import type { Command } from 'commander'
import { addGroup, option } from './options.ts'

/** See dryRun.ts, which is loaded only when it is given. */
export function addDryRunOption(command: Command): void {
  addGroup(command, 'Running:', [
    option(
      '--dry-run',
      'check everything, then say what would run and about how long; --format csv or json lists the trials',
    ),
  ])
}
