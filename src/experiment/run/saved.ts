/** What a plan is, for the file beside its trials. */
import type { Analysis, SavedExperiment } from '../../results/identity.ts'
import type { Shard } from '../../settings/running.ts'
import { describeTuning } from '../choices.ts'
import { describeSettings } from '../describe.ts'
import { isTunable } from '../tunable.ts'
import type { Plan } from './plan.ts'

export function savedExperiment(
  { experiment, parts }: Plan,
  { baseline, confidence, rope }: Analysis,
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
      ...(methods.some(isTunable) && {
        candidates: methods.map((method) => (isTunable(method) ? method.stages : [])),
      }),
      ...(shard && { shard }),
    },
    ...(shard && { shard }),
    report: {
      methods: specs,
      datasets: parts.map(({ facts }) => facts),
      settings: describeSettings(experiment),
      ...(tuning !== undefined && { tuning }),
      seed: experiment.seed,
      analysis: { baseline, confidence, ...(rope !== undefined && { rope }) },
    },
  }
}
