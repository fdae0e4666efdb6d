import type { PredictedClasses } from '../../metrics/predicted.ts'

/**
 * Rows' values of the area under the ROC curve, by the placements of DeLong, DeLong and Clarke-Pearson (Biometrics 44, 1988):
 * a row of the class has the share V10 of the other rows that lie below it, ties counting half; another row the share V01 of
 * the class's rows above it. Each mean of placements is the area, and their variances over the number of rows of each kind
 * add up to DeLong's. Here a row of the class, whose kind makes up the share q of the rows, has the value
 * area + (V10 - area) / q, so that the mean of all values is the area and their variance / n is DeLong's, up to n / (n - 1).
 *
 * With two classes one area tells all; with more, values are averaged over the classes present, one against the rest.
 */
export function auc(record: PredictedClasses): Float64Array {
  const { classes, labels, weights, positive } = record
  if (positive !== undefined) return areaValues(record, positive)
  if (classes === 2) return areaValues(record, 1)
  const own = new Float64Array(classes)
  for (let row = 0; row < labels.length; row++) own[labels[row]] += weights?.[row] ?? 1
  const present = Array.from(own.keys()).filter((label) => own[label] > 0)
  const mean = new Float64Array(labels.length)
  for (const label of present) {
    const values = areaValues(record, label)
    for (let row = 0; row < values.length; row++) mean[row] += values[row] / present.length
  }
  return mean
}

function areaValues(
  { classes, labels, probabilities, weights }: PredictedClasses,
  label: number,
): Float64Array {
  const rows = labels.length
  const scoreOf = (row: number): number => probabilities[row * classes + label]
  const ascending = Array.from({ length: rows }, (_, row) => row).sort((a, b) => scoreOf(a) - scoreOf(b))
  const weightOf = (row: number): number => weights?.[row] ?? 1
  const isOwn = (row: number): boolean => labels[row] === label
  let ownTotal = 0
  let restTotal = 0
  for (let row = 0; row < rows; row++) {
    if (isOwn(row)) ownTotal += weightOf(row)
    else restTotal += weightOf(row)
  }
  const placements = new Float64Array(rows)
  let ownBelow = 0
  let restBelow = 0
  let area = 0
  for (let start = 0; start < rows; ) {
    let end = start
    let own = 0
    let rest = 0
    while (end < rows && scoreOf(ascending[end]) === scoreOf(ascending[start])) {
      if (isOwn(ascending[end])) own += weightOf(ascending[end])
      else rest += weightOf(ascending[end])
      end++
    }
    for (let i = start; i < end; i++) {
      const row = ascending[i]
      placements[row] = isOwn(row)
        ? (restBelow + rest / 2) / restTotal
        : (ownTotal - ownBelow - own / 2) / ownTotal
    }
    area += (own * (restBelow + rest / 2)) / (ownTotal * restTotal)
    ownBelow += own
    restBelow += rest
    start = end
  }
  const total = ownTotal + restTotal
  return placements.map(
    (placement, row) => area + ((placement - area) * total) / (isOwn(row) ? ownTotal : restTotal),
  )
}
