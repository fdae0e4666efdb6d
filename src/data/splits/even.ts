/**
 * Which part each of some groups goes to, so that every part has its share of every kind of row: as even as can be found. Uneven
 * is the sum over parts and kinds of (share of the kind that the part holds - share that it should hold)^2.
 */
import { shuffle } from './shuffle.ts'

/** Groups of rows that stay together: `shares[g][k]` is the part of all rows of kind k that group g holds. */
export type Shares = readonly Float64Array[]

/** Divisions that are tried at random. */
const TRIES = 8
/** Random words that each group takes. */
export const WORDS_PER_GROUP = TRIES
/** Exchanges of two groups are tried up to so many groups; their number grows with the square. */
const MAX_EXCHANGED = 200
const MAX_PASSES = 50
/** Gains below are rounding. */
const GAIN = 1e-12

/**
 * [groups] of parts 0 .. folds - 1, none empty where there are groups enough. At random among divisions that are at least as even
 * as the greedy one of scikit-learn's StratifiedGroupKFold, in how the kinds are spread over the folds and in how each fold is
 * mixed; where tries at random find none, that one with its groups moved and exchanged as long as it gains.
 *
 * @param sizes rows of each kind
 */
export function evenFolds(
  shares: Shares,
  sizes: Float64Array,
  folds: number,
  words: Uint32Array,
): Int32Array {
  const targets = new Float64Array(folds).fill(1 / folds)
  const greedy = greedyFolds(shares, sizes, folds)
  const bars = [unevenness(shares, greedy, targets), mixtures(shares, sizes, greedy, folds)] as const
  const isEven = (partOf: Int32Array) =>
    unevenness(shares, partOf, targets) <= bars[0] + GAIN &&
    mixtures(shares, sizes, partOf, folds) <= bars[1] + GAIN
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const order = Int32Array.from(shares, (_, group) => group)
    shuffle(order, words.subarray(attempt * shares.length, (attempt + 1) * shares.length))
    const partOf = improved(shares, inOrder(shares, order, targets), targets)
    if (isEven(partOf)) return partOf
  }
  const better = improved(shares, greedy, targets)
  return isEven(better) ? better : greedy
}

/**
 * Groups set aside, whose rows come to about this share of every kind: taken at random as long as that brings the parts nearer to
 * it, and the nearest of a few such tries. At least one group is taken and one is left.
 */
export function evenShare(shares: Shares, fraction: number, words: Uint32Array): Uint8Array {
  let best = { held: new Uint8Array(0), missed: Infinity }
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const order = Int32Array.from(shares, (_, group) => group)
    shuffle(order, words.subarray(attempt * shares.length, (attempt + 1) * shares.length))
    const tried = taken(shares, fraction, order)
    if (tried.missed < best.missed - GAIN) best = tried
  }
  return best.held
}

function taken(shares: Shares, fraction: number, order: Int32Array) {
  const held = new Uint8Array(shares.length)
  const sum = new Float64Array(shares[0]!.length)
  let left = shares.length
  const take = (group: number) => {
    shares[group]!.forEach((share, kind) => {
      sum[kind]! += share
    })
    held[group] = 1
    left--
  }
  for (const group of order) {
    if (left > 1 && distanceWith(sum, shares[group]!, fraction) < distance(sum, fraction)) take(group)
  }
  if (left === shares.length) {
    // Every group is more than is wanted: the one that overshoots least.
    take(order.reduce((a, b) => (distance(shares[b]!, fraction) < distance(shares[a]!, fraction) ? b : a)))
  }
  return { held, missed: distance(sum, fraction) }
}

function unevenness(shares: Shares, partOf: Int32Array, targets: Float64Array): number {
  return sumsOf(shares, partOf, targets.length).reduce(
    (total, sums, part) => total + distance(sums, targets[part]!),
    0,
  )
}

/** Sum over folds and kinds of (share of the fold's rows that are of the kind - share of all rows that are)^2. */
function mixtures(shares: Shares, sizes: Float64Array, partOf: Int32Array, folds: number): number {
  const rows = sizes.reduce((sum, size) => sum + size, 0)
  let total = 0
  for (const sums of sumsOf(shares, partOf, folds)) {
    const counts = sums.map((share, kind) => share * sizes[kind]!)
    const own = counts.reduce((sum, count) => sum + count, 0)
    // A fold without rows is as wrong as can be.
    if (own === 0) return Infinity
    for (let kind = 0; kind < counts.length; kind++) {
      total += (counts[kind]! / own - sizes[kind]! / rows) ** 2
    }
  }
  return total
}

const distance = (sums: Float64Array, target: number): number =>
  sums.reduce((total, sum) => total + (sum - target) * (sum - target), 0)

function distanceWith(sums: Float64Array, added: Float64Array, target: number): number {
  let total = 0
  for (let kind = 0; kind < sums.length; kind++) total += (sums[kind]! + added[kind]! - target) ** 2
  return total
}

function sumsOf(shares: Shares, partOf: Int32Array, parts: number): Float64Array[] {
  const sums = Array.from({ length: parts }, () => new Float64Array(shares[0]!.length))
  shares.forEach((share, group) => {
    share.forEach((value, kind) => {
      sums[partOf[group]!]![kind]! += value
    })
  })
  return sums
}

/** Groups in the given order, each to the part that gains most by it; the first of equals. */
function inOrder(shares: Shares, order: Int32Array, targets: Float64Array): Int32Array {
  const partOf = new Int32Array(shares.length)
  const sums = Array.from(targets, () => new Float64Array(shares[0]!.length))
  for (const group of order) {
    const share = shares[group]!
    let [best, least] = [0, Infinity]
    for (let part = 0; part < targets.length; part++) {
      const change = distanceWith(sums[part]!, share, targets[part]!) - distance(sums[part]!, targets[part]!)
      if (change < least - GAIN) [best, least] = [part, change]
    }
    partOf[group] = best
    share.forEach((value, kind) => {
      sums[best]![kind]! += value
    })
  }
  return filled(partOf, targets.length)
}

/**
 * scikit-learn's: groups from the most unequal numbers of the kinds down, each to the fold that leaves the smallest mean over kinds
 * of the deviations between folds, of equals (numpy's isclose) to the one with the fewest rows.
 */
function greedyFolds(shares: Shares, sizes: Float64Array, folds: number): Int32Array {
  const counts = shares.map((share) => share.map((value, kind) => Math.round(value * sizes[kind]!)))
  const spreads = counts.map(deviation)
  const order = [...shares.keys()].sort((a, b) => spreads[b]! - spreads[a]! || a - b)
  const partOf = new Int32Array(shares.length)
  const sums = Array.from({ length: folds }, () => new Float64Array(sizes.length))
  const rows = new Float64Array(folds)
  for (const group of order) {
    const count = counts[group]!
    let [best, least, fewest] = [0, Infinity, Infinity]
    for (let fold = 0; fold < folds; fold++) {
      let spread = 0
      for (let kind = 0; kind < sizes.length; kind++) {
        sums[fold]![kind]! += count[kind]!
        spread += deviationOf(folds, (f) => sums[f]![kind]! / sizes[kind]!)
        sums[fold]![kind]! -= count[kind]!
      }
      spread /= sizes.length
      const isEqual = Math.abs(spread - least) <= 1e-8 + 1e-5 * least
      if (spread < least || (isEqual && rows[fold]! < fewest)) {
        ;[best, least, fewest] = [fold, spread, rows[fold]!]
      }
    }
    partOf[group] = best
    count.forEach((value, kind) => {
      sums[best]![kind]! += value
      rows[best]! += value
    })
  }
  return filled(partOf, folds)
}

const deviation = (values: Float64Array): number => deviationOf(values.length, (i) => values[i]!)

/** Root of the mean squared distance from the mean. */
function deviationOf(count: number, at: (i: number) => number): number {
  let mean = 0
  for (let i = 0; i < count; i++) mean += at(i) / count
  let sum = 0
  for (let i = 0; i < count; i++) sum += (at(i) - mean) ** 2
  return Math.sqrt(sum / count)
}

/** An empty part takes a group from the part that has the most of them. */
function filled(partOf: Int32Array, parts: number): Int32Array {
  for (let part = 0; part < parts; part++) {
    if (partOf.includes(part)) continue
    const counts = new Int32Array(parts)
    for (const p of partOf) counts[p]!++
    const from = counts.indexOf(Math.max(...counts))
    if (counts[from]! > 1) partOf[partOf.lastIndexOf(from)] = part
  }
  return partOf
}

/** Moves groups, and exchanges two of different parts, while the whole becomes more even by it. */
function improved(shares: Shares, start: Int32Array, targets: Float64Array): Int32Array {
  const partOf = start.slice()
  const sums = sumsOf(shares, partOf, targets.length)
  const members = new Int32Array(targets.length)
  for (const part of partOf) members[part]!++
  const put = (group: number, to: number) => {
    const from = partOf[group]!
    for (let kind = 0; kind < shares[group]!.length; kind++) {
      sums[from]![kind]! -= shares[group]![kind]!
      sums[to]![kind]! += shares[group]![kind]!
    }
    members[from]!--
    members[to]!++
    partOf[group] = to
  }
  /** What it changes that `to` gets what `from` loses: `share`, less what comes back. */
  const change = (from: number, to: number, share: Float64Array, back?: Float64Array) => {
    let total = 0
    for (let kind = 0; kind < share.length; kind++) {
      const moved = share[kind]! - (back === undefined ? 0 : back[kind]!)
      const lead = sums[to]![kind]! - targets[to]! - (sums[from]![kind]! - targets[from]!)
      total += 2 * moved * (moved + lead)
    }
    return total
  }
  const moves = (): boolean => {
    let gained = false
    for (let group = 0; group < shares.length; group++) {
      for (let to = 0; to < targets.length; to++) {
        const from = partOf[group]!
        if (to === from || members[from] === 1 || change(from, to, shares[group]!) > -GAIN) continue
        put(group, to)
        gained = true
      }
    }
    return gained
  }
  const exchanges = (): boolean => {
    let gained = false
    for (let a = 0; a < shares.length; a++) {
      for (let b = a + 1; b < shares.length; b++) {
        const [from, to] = [partOf[a]!, partOf[b]!]
        if (from === to || change(from, to, shares[a]!, shares[b]!) > -GAIN) continue
        put(a, to)
        put(b, from)
        gained = true
      }
    }
    return gained
  }
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const moved = moves()
    if (!(shares.length <= MAX_EXCHANGED && exchanges()) && !moved) break
  }
  return partOf
}
