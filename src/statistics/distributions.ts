/**
 * Distribution functions, from Cephes (S. L. Moshier; the code behind SciPy's for two decades) in its npm build.
 *
 * Measured against 40-digit arithmetic, over degrees of freedom 1 to 4999 and probabilities 1e-8 to 1 - 5e-4
 * (largest error of cdf and quantile, relative): cephes 4e-12 and 2e-10, @stdlib 6e-10 and 6e-16, lib-r-math.js
 * 1 (it rounds a tail of 5e-9 to 0) and 7e-8, jstat 1e-7 and 6e-8. @stdlib is as good, but six functions of it bring 242
 * packages and 28 MB into every `npx regbench`; cephes is one package of 0.8 MB, no dependency, no install script.
 */
import { createRequire } from 'node:module'

/** The functions used; the package's own declarations do not resolve for ES modules. */
interface Cephes {
  stdtr(df: number, t: number): number
  stdtri(df: number, p: number): number
  fdtrc(df1: number, df2: number, x: number): number
  chdtrc(df: number, x: number): number
  ndtr(z: number): number
  ndtri(p: number): number
}

const require = createRequire(import.meta.url)
let loaded: Cephes | undefined

/** Loaded at the first use (15 ms), and by `require`: only the CommonJS build compiles its module synchronously. */
function cephes(): Cephes {
  loaded ??= require('cephes') as Cephes
  return loaded
}

/** P(T <= t) for Student's t with `df` degrees of freedom, a positive integer. Upper tails: pass -t. */
export const tCdf = (t: number, df: number): number => cephes().stdtr(df, t)

/** The t with P(T <= t) = p, 0 < p < 1. */
export const tQuantile = (p: number, df: number): number => cephes().stdtri(df, p)

/** P(F > x) for Fisher's F with integer degrees of freedom; x may be infinite. */
export const fTail = (x: number, df1: number, df2: number): number => cephes().fdtrc(df1, df2, x)

/** P(X > x) for chi-squared with `df` degrees of freedom. */
export const chiSquaredTail = (x: number, df: number): number => cephes().chdtrc(df, x)

/** P(Z <= z) for the standard normal; z may be infinite. */
export const normalCdf = (z: number): number =>
  Number.isFinite(z) ? cephes().ndtr(z) : z > 0 ? 1 : Number.isNaN(z) ? z : 0

/** The z with P(Z <= z) = p, 0 < p < 1. */
export const normalQuantile = (p: number): number => cephes().ndtri(p)
