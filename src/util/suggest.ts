import { distance } from 'fastest-levenshtein'

/**
 * The candidate a mistyped word most likely meant, or undefined when none is near: at most one edit per three
 * letters (two for words of up to five), case set aside. Of equally near ones, the first.
 */
export function suggest(word: string, candidates: Iterable<string>): string | undefined {
  const lowered = word.toLowerCase()
  let best: string | undefined
  let bestDistance = Math.max(2, Math.floor(word.length / 3)) + 1
  for (const candidate of candidates) {
    const edits = distance(lowered, candidate.toLowerCase())
    // A word with every letter replaced is not a typo of anything.
    if (edits < bestDistance && edits < Math.max(word.length, candidate.length)) {
      best = candidate
      bestDistance = edits
    }
  }
  return best
}
