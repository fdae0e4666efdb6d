/** One document of each kind, and what must be seen of it in every format. */

import { denseArchitecture } from '../../../src/nn/architecture.ts'
import { chainOf } from '../../../src/nn/chain.ts'
import { benchDocument } from '../../../src/report/bench.ts'
import { descriptionDocument } from '../../../src/report/description.ts'
import type { ReportDocument } from '../../../src/report/document.ts'
import { dropoutDocument } from '../../../src/report/dropout.ts'
import { dryRunDocument } from '../../../src/report/dryRun.ts'
import { explanationDocument } from '../../../src/report/explanation.ts'
import { fitDocument } from '../../../src/report/fit.ts'
import { listingDocument } from '../../../src/report/listing.ts'
import { pairedDocument } from '../../../src/report/paired.ts'
import { selftestDocument } from '../../../src/report/selftest.ts'
import { studyDocument } from '../../../src/report/study.ts'
import { tuningDocument } from '../../../src/report/tuning.ts'
import { comparison, ranking, regression } from '../sample.ts'
import { kernel, training } from './bench.ts'
import * as description from './description.ts'
import * as dropout from './dropout.ts'
import * as fit from './fit.ts'
import * as paired from './paired.ts'
import * as tuning from './tuning.ts'

interface Sample {
  readonly document: ReportDocument
  /** Pieces of words that no format changes. */
  readonly seen: readonly string[]
}

const methods = ['none', 'l2:0.0001', 'inverted-dropout:keep=0.5']

export const documents: Readonly<Record<string, Sample>> = {
  comparison: { document: studyDocument({ comparisons: [comparison], ranking: null }), seen: methods },
  study: {
    document: studyDocument({ comparisons: [comparison, regression], ranking }),
    seen: ['digits', 'diabetes', ...methods],
  },
  'study without methods': {
    document: studyDocument({ comparisons: [{ ...comparison, methods: [], trials: [] }], ranking: null }),
    seen: [],
  },
  tuning: {
    document: tuningDocument(tuning.report),
    seen: tuning.candidates.map(({ method }) => method),
  },
  paired: { document: pairedDocument(paired.report), seen: ['none', 'l1:10'] },
  dropout: { document: dropoutDocument(dropout.report), seen: ['128-64'] },
  description: { document: descriptionDocument(description.report), seen: ['age', 'lab'] },
  fit: { document: fitDocument(fit.report), seen: ['0123456789abcdef'] },
  bench: { document: benchDocument([training, kernel]), seen: ['W2', 'copy'] },
  listing: {
    document: listingDocument({ columns: ['name', 'rows'], rows: [['wine', 178]] }),
    seen: ['name', 'wine', '178'],
  },
  explanation: {
    document: explanationDocument({
      name: 'l2',
      title: 'L2 penalty',
      summary: 'pulls weights toward 0',
      example: 'l2:0.001',
      formula: 'loss + (L/2) * sum w^2',
      arguments: [{ name: 'strength', meaning: 'a number at least 0' }],
      notes: ['The first note.', 'The second note.'],
      reference: 'Krogh and Hertz (NIPS 1991)',
    }),
    seen: ['strength', 'The second note.', 'Krogh and Hertz'],
  },
  selftest: {
    document: selftestDocument(
      {
        build: 'strict',
        relaxed: false,
        node: '20.0.0',
        v8: '11',
        system: 'linux x64',
        cpu: 'a processor',
        passed: false,
        seconds: 1.25,
        checks: [
          {
            name: 'failing',
            title: 'two is three',
            passed: false,
            comparisons: 2,
            failed: 1,
            closest: 4,
            seconds: 0.5,
            failure: { what: 'two', expected: 3, got: 2, tolerance: 0.25, met: false },
          },
        ],
      },
      false,
    ),
    seen: ['two is three'],
  },
  'dry run': {
    document: dryRunDocument({
      datasets: [
        {
          name: 'wine',
          data: { rows: 178, features: 13, target: 'cultivar', task: 'classification', classes: 3 },
          evaluation: '2 folds x 1 repeat',
          trainRows: 89,
          testRows: 89,
          parameters: 139,
          chain: chainOf(denseArchitecture([13, 8, 3], 'relu')),
          work: [{ method: 'l2:0.001', trials: 1, steps: 25, seconds: 0.5, stepSeconds: 0.02 }],
        },
      ],
      settings: '8 relu (he)',
      jobs: 2,
      trials: [{ dataset: 'wine', method: 'l2:0.001', repeat: 0, fold: 0, seed: 0 }],
      notes: ['a note'],
    }),
    seen: ['wine', 'l2:0.001'],
  },
}
