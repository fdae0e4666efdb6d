/** Learning-rate schedules: the factor of the rate at step t of T, t from 0. */

export interface Schedule {
  readonly title: string
  factor(t: number, T: number): number
}

/** cos(pi x) for x in [0, 1] by Taylor's series about the nearer of 0 and 1/2, to 1e-15; Math.cos may vary by engine. */
function cosPi(x: number): number {
  if (x > 0.5) return -cosPi(1 - x)
  if (x > 0.25) return sine(Math.PI * (0.5 - x))
  const square = (Math.PI * x) ** 2
  let term = 1
  let sum = 1
  for (let k = 2; k <= 18; k += 2) {
    term *= -square / (k * (k - 1))
    sum += term
  }
  return sum
}

function sine(angle: number): number {
  let term = angle
  let sum = angle
  for (let k = 3; k <= 19; k += 2) {
    term *= -(angle * angle) / (k * (k - 1))
    sum += term
  }
  return sum
}

export const schedules = {
  constant: { title: 'the same rate throughout', factor: () => 1 },
  step: {
    title: 'a tenth from 1/2 of the steps on, a hundredth from 3/4 on',
    factor: (t, T) => (t < T / 2 ? 1 : t < (3 * T) / 4 ? 0.1 : 0.01),
  },
  cosine: {
    title: '(1 + cos(pi t / T)) / 2 (Loshchilov and Hutter, ICLR 2017, without restarts)',
    factor: (t, T) => (1 + cosPi(t / T)) / 2,
  },
  'inverse-time': { title: '1 / (1 + 9 t / T): a tenth at the end', factor: (t, T) => 1 / (1 + (9 * t) / T) },
} as const satisfies Record<string, Schedule>

export type ScheduleName = keyof typeof schedules
