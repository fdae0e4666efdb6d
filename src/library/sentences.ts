/** Sentences for a program: options by the names that they have there, where the command line has flags. */
import { flagOf, type Settings } from '../settings/setting.ts'
import { RegbenchError } from '../util/errors.ts'
import { OPTIONS } from './options.ts'

/** By flag; an option that is not one of the library's keeps its flag. */
const NAMES: ReadonlyMap<string, string> = new Map(
  Object.values(OPTIONS as Record<string, Settings>).flatMap((table) =>
    Object.entries(table).map(([name, setting]) => [flagOf(name, setting), name] as const),
  ),
)

/** `lower --learning-rate` becomes `lower learningRate`. */
export const inProgramWords = (sentence: string): string =>
  sentence.replace(/--([a-z]+(?:-[a-z]+)*)/g, (flag, name: string) => NAMES.get(name) ?? flag)

/** Passes an error on, its sentence in a program's words. */
export function rethrow(error: unknown): never {
  if (!(error instanceof RegbenchError)) throw error
  throw new RegbenchError(error.exitCode, inProgramWords(error.message), { cause: error.cause })
}
