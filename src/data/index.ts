/** The registry of bundled datasets: `regbench datasets`, the README and bare names on the command line derive from it. */
import { fileURLToPath } from 'node:url'
import type { Task } from './dataset.ts'

export interface BundledDataset {
  readonly title: string
  /** In the package's datasets/ folder. */
  readonly file: string
  readonly rows: number
  readonly features: number
  readonly target: string
  readonly task: Task
  readonly origin: string
  readonly licence: string
  /** SHA-256 of the file, in hexadecimal. */
  readonly sha256: string
}

export const bundled = {
  iris: {
    title: 'Three species of iris by the size of their flowers',
    file: 'iris.csv',
    rows: 150,
    features: 4,
    target: 'species',
    task: 'classification',
    origin: 'R. A. Fisher, 1936; UCI Machine Learning Repository, dataset 53',
    licence: 'CC BY 4.0',
    sha256: '91eb642c3adbc7bad8e99c930c11fa3a5cc8a07262c7a753b4e6ecf405f2e05e',
  },
  wine: {
    title: 'Three cultivars of wine by chemical analysis',
    file: 'wine.csv',
    rows: 178,
    features: 13,
    target: 'cultivar',
    task: 'classification',
    origin: 'M. Forina and others; UCI Machine Learning Repository, dataset 109',
    licence: 'CC BY 4.0',
    sha256: 'dce7909a48bdfefacba9687643542d4523f8f1ca468c37c4af0902ff4527613d',
  },
  'breast-cancer': {
    title: 'Malignant and benign breast tumours by the shape of their cell nuclei',
    file: 'breast-cancer.csv',
    rows: 569,
    features: 30,
    target: 'diagnosis',
    task: 'classification',
    origin: 'W. Wolberg, N. Street and O. Mangasarian; UCI Machine Learning Repository, dataset 17',
    licence: 'CC BY 4.0',
    sha256: '518936fa92ca3d8a78c420aee22030c4e519ffcba3be15dd23e83f2fc22e20e5',
  },
  digits: {
    title: 'Handwritten digits as 8 x 8 pixels of 17 grey levels',
    file: 'digits.csv',
    rows: 1797,
    features: 64,
    target: 'digit',
    task: 'classification',
    origin: 'E. Alpaydin and C. Kaynak; UCI Machine Learning Repository, dataset 80, its test part',
    licence: 'CC BY 4.0',
    sha256: '592cc047d0a1cc7fdef9fd724514209dcb45a80aa147dc3ab375e3e1a9a380f4',
  },
  diabetes: {
    title: 'Progression of diabetes a year after ten baseline measurements',
    file: 'diabetes.csv',
    rows: 442,
    features: 10,
    target: 'progression',
    task: 'regression',
    origin:
      'B. Efron, T. Hastie, I. Johnstone and R. Tibshirani, "Least angle regression", 2004; unscaled values',
    licence: 'none stated; published with the article',
    sha256: '9193026b7622ff944f0a6855a10107b24caf50dad69787c46e6890e69c27faca',
  },
} as const satisfies Record<string, BundledDataset>

export type BundledName = keyof typeof bundled

export const isBundled = (name: string): name is BundledName => Object.hasOwn(bundled, name)

/** Where a bundled file is; src/data and dist/data are equally deep in the package. */
export const bundledPath = (name: BundledName): string =>
  fileURLToPath(new URL(`../../datasets/${bundled[name].file}`, import.meta.url))
