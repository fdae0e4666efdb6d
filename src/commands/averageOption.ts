/** `--average`, of every command that predicts. */
import { type Command, InvalidArgumentError } from 'commander'
import { type Average, parseAverage, SCALE } from '../training/average.ts'
import { addGroup, option, type RawOptions } from './options.ts'

/** How methods with noise predict. */
export function addAverageOption(command: Command, heading: string): void {
  addGroup(command, heading, [
    option(
      '--average <how>',
      'how noise is averaged out: scale (one pass in prediction mode), mc:K (K sampled networks), exact (all masks), gaussian (dropconnect)',
    )
      .argParser((text): Average => {
        const average = parseAverage(text)
        if (average === undefined) {
          throw new InvalidArgumentError(
            'It must be scale, mc:K with a number of networks, exact or gaussian.',
          )
        }
        return average
      })
      .default(SCALE, 'scale'),
  ])
}

/** Left out where it is the default, so that what is saved of a run is what was chosen. */
export function averageOption(raw: RawOptions): { average?: Average } {
  const average = raw.average as Average
  return average.kind === 'scale' ? {} : { average }
}
