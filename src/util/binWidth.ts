/** The least power of two that covers [low, high] with at most `most` bins. */
export function binWidth(low: number, high: number, most: number): number {
  const covers = (width: number) => Math.floor(high / width) - Math.floor(low / width) < most
  let width = 1
  while (covers(width) && width > 2 ** -30) width /= 2
  while (!covers(width)) width *= 2
  return width
}
