import { gaussianLogLikelihood } from '../../../src/reproduce/measures/logLikelihood.ts'
import { suite } from '../../harness.ts'
import { close } from '../../reference/small.ts'

suite('reproduce/measures/logLikelihood', (test) => {
  test('is what scipy makes of it, far from every prediction too', () => {
    // logsumexp(norm.logpdf(1, predictions, 0.8 ** -0.5)) - log(len(predictions))
    close(gaussianLogLikelihood(1, Float64Array.of(0.5, 1.5, 2, -40), 0.8), -1.5085481734732138, 1e-14)
    close(gaussianLogLikelihood(1, Float64Array.of(3000, 3001), 0.8), -3597602.1236574887, 1e-14)
  })

  test('of one prediction is the density of the normal', () => {
    // log of 1 / sqrt(2 pi) at the mean.
    close(gaussianLogLikelihood(4, Float64Array.of(4), 1), -0.9189385332046727, 1e-15)
  })
})
