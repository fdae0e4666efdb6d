/** The registry of checks, in the order they are run and shown. */
import { arch, cpus, platform } from 'node:os'
import type { Build } from '../core/load.ts'
import type { Check, Comparison } from './check.ts'
import { expectation } from './expectation.ts'
import { generator } from './generator.ts'
import { gradients } from './gradients.ts'
import { images } from './images.ts'
import { maxNorm } from './max-norm.ts'
import { neutral } from './neutral.ts'
import { penalties } from './penalties.ts'
import { prediction } from './prediction.ts'
import { repetition } from './repetition.ts'
import { ridge } from './ridge.ts'
import { Rig } from './rig.ts'
import { sparsity } from './sparsity.ts'
import { updates } from './updates.ts'

export const checks = {
  generator,
  gradients,
  images,
  expectation,
  ridge,
  penalties,
  updates,
  'max-norm': maxNorm,
  sparsity,
  prediction,
  repetition,
  neutral,
} as const satisfies Record<string, Check>

export interface CheckReport {
  readonly name: string
  readonly title: string
  readonly passed: boolean
  readonly comparisons: number
  readonly failed: number
  /** The first comparison that failed, or null. */
  readonly failure: Comparison | null
  /** The largest share of its tolerance that any met comparison used; 0 where all were exact. */
  readonly closest: number
  readonly seconds: number
}

export interface SelftestReport {
  readonly build: Build
  /** Whether the core's multiply-adds may round once instead of twice. */
  readonly relaxed: boolean
  readonly node: string
  readonly v8: string
  readonly system: string
  readonly cpu: string
  readonly checks: readonly CheckReport[]
  readonly passed: boolean
  readonly seconds: number
}

/** Runs every check on one build of the core, in this thread. */
export async function runSelftest(
  build: Build,
  registry: Readonly<Record<string, Check>> = checks,
): Promise<SelftestReport> {
  const began = performance.now()
  const rig = await Rig.open(build)
  const reports: CheckReport[] = []
  for (const [name, check] of Object.entries(registry)) reports.push(await runCheck(name, check, rig))
  return {
    build,
    relaxed: rig.core.isRelaxed() === 1,
    node: process.versions.node,
    v8: process.versions.v8,
    system: `${platform()} ${arch()}`,
    cpu: cpus()[0]?.model.trim() || 'unknown CPU',
    checks: reports,
    passed: reports.every(({ passed }) => passed),
    seconds: (performance.now() - began) / 1000,
  }
}

/** A check that cannot run to its end has failed: on a strange machine that is a finding, not a crash. */
export async function runCheck(name: string, check: Check, rig: Rig): Promise<CheckReport> {
  const began = performance.now()
  let comparisons = 0
  let closest = 0
  const failures: Comparison[] = []
  try {
    for await (const comparison of check.run(rig)) {
      comparisons++
      if (!comparison.met) failures.push(comparison)
      else closest = Math.max(closest, shareOfTolerance(comparison))
    }
  } catch (error) {
    const got = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    failures.push({ what: 'running it', expected: 'no error', got, tolerance: 0, met: false })
  }
  return {
    name,
    title: check.title,
    passed: failures.length === 0 && comparisons > 0,
    comparisons,
    failed: failures.length,
    failure: failures[0] ?? null,
    closest,
    seconds: (performance.now() - began) / 1000,
  }
}

const shareOfTolerance = ({ expected, got, tolerance }: Comparison): number =>
  tolerance === 0 ? 0 : Math.abs(Number(got) - Number(expected)) / tolerance
