/** A sentence for each warning, ending in what to do. */
import { isShare } from '../metrics/index.ts'
import type { Warning } from '../results/warning.ts'
import { numberText } from '../settings/kinds.ts'
import { count, fixed } from '../util/format.ts'

type Kind = Warning['kind']
type Of<K extends Kind> = Extract<Warning, { readonly kind: K }>

export const warningText = <K extends Kind>(warning: Of<K>): string =>
  (sentences[warning.kind] as (warning: Of<K>) => string)(warning)

export const warningTexts = (warnings: readonly Warning[]): string[] => warnings.map(warningText)

const sentences: { readonly [K in Kind]: (warning: Of<K>) => string } = {
  said: ({ sentence }) => sentence,

  'one-test-file': ({ isByRows }) =>
    isByRows
      ? 'all trials share one test file: what is found holds for networks trained on these training rows, not for other training rows; use --folds for that'
      : 'all trials share one test file: intervals and p-values cover training noise (the seed) alone, not other test rows; use --folds for that',

  'blocks-of-time': () =>
    'rows that follow each other in time are not independent: differences are judged by their means over the blocks of time, which are few; raise --folds for more',

  'not-by-rows': ({ reason, methods }) =>
    `${methods.length === 0 ? '' : `${methods.join(', ')}: `}judged by the resampled splits (--inference resampled) instead of the rows: ${NO_ROWS[reason]}`,

  'few-rows-differ': ({ method, differing, rows, others }) =>
    `${method} differs from what it is compared with on ${differing} of ${count(rows, 'row')} alone${likewise(others, 'method')}: its interval is computed in a way made for so few; more rows would say more`,

  'few-pairs': ({ pairs, resampling }) => {
    const consequence =
      pairs === 1 ? 'there is no interval and no test' : 'intervals are wide and tests decide little'
    return `only ${count(pairs, 'pair')} of trials to compare: ${consequence}; ${MORE_PAIRS[resampling]}`
  },

  unfinished: ({ method, status, count: ended, trials, isPartly }) => {
    const means = isPartly
      ? '; its means are of the others, its difference is over common pairs, and no verdict is given'
      : ''
    return `${method}: ${ended} of ${count(trials, 'trial')} ${status}${means}; ${REMEDIES[status]}`
  },

  runaway: ({ method, norm, fresh, count: ran, trials }) =>
    `${method}: the weights of ${ran} of ${count(trials, 'trial')} ran away: their norm is up to ${brief(norm)}, that of fresh weights ${brief(fresh)}; lower --learning-rate`,

  'no-variance': ({ method }) =>
    `${method}: no variance: every pair shows the same difference, so there is no test; raise --repeats or use more rows`,

  outlier: ({ method, repeat, fold, metric, score, usual, others }) =>
    `${method}: repeat ${repeat}, fold ${fold} is an outlier: ${scoreText(score, metric)} where all methods together have a median of ${scoreText(usual, metric)}` +
    `${likewise(others, 'trial')}; look at its curve (--curves)`,

  'too-strong': (warning) => `${warning.method}: ${tooStrongText(warning)}`,

  unjudged: ({ count: unjudged, candidates }) =>
    `${unjudged} of ${count(candidates, 'candidate')} diverged on some fold and are out of the choice`,

  'one-split': () =>
    'one split tells no standard error, so nothing is known to be within one; use --folds or --repeats',

  edge: ({ parameter, value, end, from, to, log }) =>
    `the best ${parameter}, ${value}, is the ${end} tried, and a better one may lie beyond; look there with ` +
    `--scan ${parameter}=${numberText(from)}..${numberText(to)}:5${log ? 'log' : ''}`,

  'few-validation-rows': ({ rows }) =>
    `only ${count(rows, 'validation row')}: too few to tell a better epoch from a worse one; raise --validation-fraction`,

  'few-rows-for-dropout': ({ enough }) =>
    `fewer than ${enough} training rows: Srivastava et al. (2014) saw no gain from dropout there; look at l2 and early-stopping first`,
}

const MORE_PAIRS: Readonly<Record<Of<'few-pairs'>['resampling'], string>> = {
  folds: 'raise --folds or --repeats',
  groups: 'raise --folds or --repeats',
  time: 'raise --folds',
  'given-folds': 'use a --fold-column of more folds',
  holdout: 'raise --repeats',
  'fixed-test': 'raise --repeats',
}

const NO_ROWS: Readonly<Record<Of<'not-by-rows'>['reason'], string>> = {
  metric: 'what a row contributes to this score is not known',
  holdout: '--test-fraction tests some rows more often than others',
  record: 'the trials file has no record of what was predicted for each row',
  trials: 'not every trial of it and of the baseline ended well',
}

const REMEDIES: Readonly<Record<Of<'unfinished'>['status'], string>> = {
  diverged: 'lower --learning-rate or the strength',
  failed: 'run it alone with --jobs 1 and see standard error',
}

function tooStrongText(warning: Of<'too-strong'>): string {
  const { baseline } = warning
  const others = likewise(warning.others, 'method')
  const unfitted = `the training rows are fitted less well than by ${baseline}${others}`
  switch (warning.reason) {
    case 'zeros':
      return `${shareText(warning.share)} of the weights are 0, and ${unfitted}; lower the strength`
    case 'penalty':
      return `at the end the penalty (${warning.penalty.toPrecision(2)}) is larger than the loss (${warning.loss.toPrecision(2)}), and ${unfitted}; lower the strength`
    case 'masks':
      return `half the units at a time fit the training rows less well than ${baseline}${others}; compare dropout again with twice the --hidden widths, or more --epochs`
    case 'small-weights':
      return `its weights have norm ${brief(warning.norm)} where those of ${baseline} have ${brief(warning.usual)}, and ${unfitted}; lower the strength, or raise the bound`
    case 'unknown':
      return `it scores ${scoreText(warning.score, warning.metric)} on the training rows where ${baseline} scores ${scoreText(warning.usual, warning.metric)}, and is worse on the test rows too${others}; make it weaker, or raise --epochs`
  }
}

const likewise = (others: number, noun: string): string =>
  others === 0 ? '' : ` (likewise ${count(others, `other ${noun}`)})`

const scoreText = (score: number, metric: Of<'outlier'>['metric']): string =>
  isShare(metric) ? `${fixed(100 * score, 1)} %` : score.toPrecision(4)

/** 100 % only where it is all. */
const shareText = (share: number): string =>
  share < 1 && share >= 0.9995 ? 'more than 99.9 %' : `${fixed(100 * share, 1)} %`

const brief = (value: number): string => `${Number(value.toPrecision(3))}`
