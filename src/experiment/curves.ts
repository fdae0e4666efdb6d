/** The curves file: one row a trial and epoch. */

import type { CurvePoint } from '../results/curve.ts'
import type { TrialResult } from '../results/trial.ts'
import type { OpenMode } from './appendFile.ts'
import { type SideContent, SideFile, type SideFormat } from './sideFile.ts'

export type CurvesFile = SideFile<CurvePoint>

const content: SideContent<CurvePoint> = {
  // A diverged run ends before its last epoch does.
  isWhole: ({ epochs, status }, points) => points.length >= epochs - (status === 'ok' ? 0 : 1),
  lack: (trials) => `curves of ${trials}; leave --curves out, or start both files anew with --force`,
}

export const openCurves = (
  path: string,
  mode: OpenMode,
  done: readonly TrialResult[],
  format: SideFormat<CurvePoint>,
): Promise<CurvesFile> => SideFile.open(path, mode, done, format, content)
