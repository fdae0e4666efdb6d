import { spread } from './params.ts'
import { defineRegularizer } from './regularizer.ts'

export const maxNorm = defineRegularizer({
  title: 'Max-norm constraint',
  alsoCalled: ['maxnorm', 'max_norm', 'norm-constraint'],
  summary: 'after every update, projects each unit whose incoming weights are too long back onto the bound',
  formula:
    'w_j = w_j * min(1, C / ||w_j||), w_j the incoming weights of unit j (column j of W), biases left out',
  reference: 'Srebro, Rennie and Jaakkola (NIPS 2004); Srivastava et al. (2014), JMLR 15, section 5.1',
  notes: [
    'Units within the bound keep their bits. The column max_unit_norm shows whether the bound was ever reached.',
    'Keras: kernel_constraint=MaxNorm(C, axis=0) on a Dense layer; it shrinks the other units by about 1e-7 a step.',
  ],
  ingredient: 'bound',
  params: {
    c: {
      kind: 'number',
      summary: 'C, the largest norm of one unit',
      above: 0,
      infinite: true,
      per: 'layer',
      default: 1,
      stronger: 'smaller',
      weightPower: 1,
      search: { from: 0.5, to: 8, log: true },
    },
  },
  create({ c }, { kernels, layers }) {
    const bounds = spread(c, layers.length)
    const bound = layers.flatMap((layer, l) => (bounds[l] === Infinity ? [] : [{ layer, bound: bounds[l] }]))
    if (bound.length === 0) return {}
    return {
      project: () => {
        for (const { layer, bound: c } of bound) {
          kernels.projectColumns(layer.weights, layer.fanIn, layer.fanOut, c)
        }
      },
    }
  },
})
