/** What is said beside predictions of new rows. */
import type { PredictionScore } from '../../results/predictionScore.ts'
import { count, fixed } from '../../util/format.ts'

/** Fewer rows may well have one right answer. */
const MIN_ROWS = 10

/** `150 rows have the target "y": accuracy 96.00 %, ...`, beside what one answer to all of them scores. */
export function scoreSentence(
  { task, rows, unknown, score, further, constant }: PredictionScore,
  target: string,
): string {
  const lead = `${count(rows, 'row')} ${rows === 1 ? 'has' : 'have'} the target ${JSON.stringify(target)}`
  if (task === 'regression') {
    const below = score > constant ? ', which is better' : ''
    return `${lead}: rmse ${short(score)}, mae ${short(further)}; the mean of the training rows alone has rmse ${short(constant)}${below}`
  }
  const strange = unknown === 0 ? '' : ` (${unknown} of a class that the model does not know)`
  const loss = unknown === rows ? '' : `, log-loss ${short(further)}`
  const below = score < constant ? ', which is better' : ''
  return `${lead}${strange}: accuracy ${percent(score)}${loss}; their commonest class alone has ${percent(constant)}${below}`
}

/** Nothing where answers differ (`answer` is null), or where there are too few rows to say it of. */
export const oneAnswerSentences = (
  rows: number,
  answer: string | number | null,
  which: 'row' | 'training row',
): string[] =>
  answer === null || rows < MIN_ROWS
    ? []
    : [
        `all ${count(rows, which)} get one answer, ${typeof answer === 'number' ? short(answer) : answer}, whatever their features: the method is too strong, or training too short, for the model to have learnt anything else`,
      ]

const short = (value: number): string => `${Number(value.toPrecision(4))}`
const percent = (share: number): string => `${fixed(100 * share, 2)} %`
