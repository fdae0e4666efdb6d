/** What all kinds of dropout share: how their arguments say which share of which units is kept, and for whom. */
import type { Arena, Region, RegionRequest } from '../core/arena.ts'
import type { Architecture } from '../nn/architecture.ts'
import { usageError } from '../util/errors.ts'
import { type Arguments, type ChoiceParam, type NumberParam, spread } from './params.ts'
import { CONSTANT, scheduleParam } from './strengthSchedule.ts'

export const keepParam = (of: string) =>
  ({
    kind: 'number',
    summary: `probability of keeping ${of}`,
    above: 0,
    max: 1,
    stronger: 'smaller',
  }) as const satisfies NumberParam

export const dropParam = (of: string) =>
  ({
    kind: 'number',
    summary: `1 - keep, for ${of}`,
    min: 0,
    below: 1,
    stronger: 'larger',
  }) as const satisfies NumberParam

/** What a term that drops is named after: one share for all hidden layers, or one for each. */
export const layerKeepParam = (of: string) =>
  ({
    ...keepParam(of),
    per: 'hidden layer',
    main: true,
    complement: 'drop',
    example: 0.5,
    search: { from: 0.2, to: 1 },
  }) as const satisfies NumberParam

/** For whom noise is drawn. */
export const maskParam = (summary: string) =>
  ({
    kind: 'choice',
    summary,
    choices: ['example', 'batch'],
    default: 'example',
  }) as const satisfies ChoiceParam

export const dropoutParams = {
  keep: layerKeepParam('a hidden unit'),
  drop: { ...dropParam('hidden units'), per: 'hidden layer' },
  'input-keep': keepParam('a feature; without it, inputs are left alone'),
  'input-drop': dropParam('features'),
  mask: {
    kind: 'choice',
    summary:
      'one draw for each row and unit, one for all rows of a minibatch, or one for each row and channel (of a dense layer: unit)',
    choices: ['example', 'batch', 'channel'],
    default: 'example',
    formerly: 'share',
  },
  schedule: scheduleParam,
} as const

export type DropoutArguments = Arguments<typeof dropoutParams>

/** The probability of keeping where a share of the strength is in force: what is dropped is that share of what is named. */
export const keepNow = (keep: number, share: number): number => (share === 1 ? keep : 1 - share * (1 - keep))

/** Beside what a term does not go whose prediction multiplies by a keep that changes over the run. */
export const needsWholeRun = ({
  schedule,
}: {
  readonly schedule: string
}): Readonly<Record<string, string>> => {
  if (schedule === CONSTANT) return {}
  const remedy =
    'with a schedule its prediction multiplies by the keep that a whole run ends with, so take inverted-dropout, or leave the schedule out'
  return { 'early-stopping': remedy, 'weight-averaging': remedy, 'snapshot-ensemble': remedy }
}

export function checkDropout(term: string, args: DropoutArguments): void {
  checkKeep(term, args, 'hidden units')
  if (args['input-keep'] !== undefined && args['input-drop'] !== undefined) {
    throw usageError(`method term "${term}": give input-keep or input-drop, not both`)
  }
}

/** Refuses keep beside drop, and neither of them. */
export function checkKeep(term: string, args: Pick<DropoutArguments, 'keep' | 'drop'>, what: string): void {
  const name = term.split(':')[0]
  if (args.keep !== undefined && args.drop !== undefined) {
    throw usageError(`method term "${term}": give keep or drop, not both (drop = 1 - keep)`)
  }
  if (args.keep === undefined && args.drop === undefined) {
    throw usageError(
      `method term "${term}": say what share of the ${what} is kept, ${name}:keep=0.5, or dropped, ${name}:drop=0.5`,
    )
  }
}

/** One value for each of `count` hidden layers, from keep or drop. */
export const keepByLayer = (
  { keep, drop }: Pick<DropoutArguments, 'keep' | 'drop'>,
  count: number,
): readonly number[] => spread(keep ?? drop!.map((share) => 1 - share), count)

/** By site, features first and outputs last, the probability of keeping a unit; 1 where nothing is dropped. */
export function keepBySite(args: DropoutArguments, { sizes }: Architecture): number[] {
  const inputKeep = args['input-keep']?.[0] ?? 1 - (args['input-drop']?.[0] ?? 0)
  return [inputKeep, ...keepByLayer(args, sizes.length - 2), 1]
}

/** By site, how many draws a row has: one for each unit, or for each channel of what is an image. */
export const drawsBySite = ({ mask }: Pick<DropoutArguments, 'mask'>, { sizes, images }: Architecture) =>
  sizes.map((size, site) => (mask === 'channel' ? (images[site]?.channels ?? size) : size))

/** By unit of a site of `size`, its place among `draws` that repeat: units of a pixel are next to each other. */
export const placesOf = (size: number, draws: number): number[] =>
  Array.from({ length: size }, (_, unit) => unit % draws)

/** Whether some draw is that of several units, so that masks over single units are not what is drawn. */
export const drawsChannels = (args: Pick<DropoutArguments, 'mask'>, architecture: Architecture): boolean =>
  drawsBySite(args, architecture).some((draws, site) => draws !== architecture.sizes[site])

/** As `keepBySite`, of masks that can be enumerated: those over single units. */
export const enumerableKeeps = (args: DropoutArguments, architecture: Architecture): number[] | undefined =>
  drawsChannels(args, architecture) ? undefined : keepBySite(args, architecture)

/** The id of the row whose numbers a whole minibatch uses when it shares them; no row of a file has it. */
export const SHARED_ROW = 0xffffffff

const SHARED_ROWS = 'shared row'

export const sharedRowsRequest = (rows: number): RegionRequest => ({
  name: SHARED_ROWS,
  type: 'i32',
  length: rows,
})

/** Ids of rows that all share their numbers. */
export function sharedRows(arena: Arena): Region {
  arena.i32(SHARED_ROWS).fill(SHARED_ROW)
  return arena.region(SHARED_ROWS)
}
