/** What a plan is, for the file beside its trials. */
import type { Evaluation } from '../../data/split.ts'
import type { Method } from '../../regularizers/method.ts'
import type { Analysis, Identity, SavedExperiment } from '../../results/identity.ts'
import { network } from '../../settings/network.ts'
import type { Shard } from '../../settings/running.ts'
import { training } from '../../settings/training.ts'
import { identityOf } from '../../settings/write.ts'
import { describeTuning } from '../choices.ts'
import { describeSettings } from '../describe.ts'
import { isTunable } from '../tunable.ts'
import type { Plan } from './plan.ts'

/**
 * Files of the version before say nothing of strata: rows of a classification had them then and those of a regression had none,
 * so that is what their absence means.
 */
function divisionOf({ stratify = true, ...evaluation }: Evaluation, parts: Plan['parts']): Identity {
  const before = new Set(parts.map(({ dataset }) => dataset.task === 'classification'))
  const isAsBefore = before.size === 1 && before.has(stratify)
  return isAsBefore ? { ...evaluation } : { ...evaluation, stratify }
}

/** Candidates by stage; of a method searched by halving also for how long, which decides how many of them are tried. */
function searchedOf(method: Method): unknown {
  if (!isTunable(method)) return []
  const { stages, budget } = method
  return budget === undefined ? stages : { budget, stages }
}

export function savedExperiment(
  { experiment, parts }: Plan,
  { baseline, confidence, rope, also }: Analysis,
  shard?: Shard,
): SavedExperiment {
  const { methods, ...settings } = experiment
  const specs = methods.map(({ spec }) => spec)
  const tuning = describeTuning(experiment)
  return {
    identity: {
      data: parts.map(({ dataset }) => ({ name: dataset.name, hash: dataset.hash })),
      methods: specs,
      ...settings,
      network: identityOf(network.settings, settings.network),
      training: identityOf(training.settings, settings.training),
      evaluation: divisionOf(experiment.evaluation, parts),
      ...(methods.some(isTunable) && {
        candidates: methods.map(searchedOf),
      }),
      ...(shard && { shard }),
    },
    ...(shard && { shard }),
    report: {
      methods: specs,
      ...(experiment.yardsticks && { yardsticks: experiment.yardsticks }),
      datasets: parts.map(({ facts }) => facts),
      settings: describeSettings(experiment),
      ...(tuning !== undefined && { tuning }),
      seed: experiment.seed,
      analysis: {
        baseline,
        confidence,
        ...(rope !== undefined && { rope }),
        ...(also !== undefined && { also }),
      },
    },
  }
}
