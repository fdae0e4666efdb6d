/**
 * The tables of the study: real ones of Debian's packages (experiments/tables fetches them) and bundled ones. Their order
 * decides the half: even places choose, odd places confirm.
 */
export interface StudyTable {
  readonly table: string
  readonly target: string
  readonly task: 'classification' | 'regression'
  readonly ignore?: string
}

const classification = (table: string, target: string, ignore?: string): StudyTable => ({
  table,
  target,
  task: 'classification',
  ...(ignore !== undefined && { ignore }),
})
const regression = (table: string, target: string, ignore?: string): StudyTable => ({
  ...classification(table, target, ignore),
  task: 'regression',
})

export const TABLES: readonly StudyTable[] = [
  classification('iris', 'species'),
  classification('wine', 'cultivar'),
  classification('mlbench_Glass', 'Type'),
  classification('mlbench_Sonar', 'Class'),
  classification('mlbench_Ionosphere', 'Class'),
  classification('mlbench_PimaIndiansDiabetes', 'diabetes'),
  classification('mlbench_Vehicle', 'Class'),
  classification('mlbench_Vowel', 'Class'),
  classification('mlbench_Satellite', 'classes'),
  classification('mlbench_DNA', 'Class'),
  classification('mlbench_LetterRecognition', 'lettr'),
  classification('digits', 'digit'),
  classification('modeldata_cells', 'class', 'case'),
  classification('modeldata_attrition', 'Attrition'),
  classification('modeldata_mlc-churn', 'churn'),
  classification('modeldata_wa-churn', 'churn'),
  classification('modeldata_credit-data', 'Status'),
  classification('weka_credit-g', 'class'),
  classification('modeldata_lending-club', 'Class'),
  classification('modeldata_hpc-data', 'class'),
  classification('modeldata_ad-data', 'Class'),
  classification('modeldata_stackoverflow', 'Remote'),
  regression('modeldata_ames', 'Sale_Price'),
  regression('modeldata_biomass', 'HHV', 'sample'),
  regression('modeldata_concrete', 'compressive_strength'),
  regression('mlbench_BostonHousing', 'medv'),
  regression('modeldata_Chicago', 'ridership', 'date'),
  regression('modeldata_meats', 'fat', 'water,protein'),
  regression('modeldata_car-prices', 'Price'),
  regression('modeldata_Sacramento', 'price', 'zip'),
  regression('carData_SLID', 'wages'),
  regression('carData_Salaries', 'salary'),
  regression('MASS_cpus', 'perf', 'name,estperf'),
  regression('mlbench_Servo', 'Class'),
  regression('MASS_nlschools', 'lang', 'class'),
  regression('diabetes', 'progression'),
  regression('mlbench_Ozone', 'V4'),
  regression('MASS_GAGurine', 'GAG'),
  regression('vega_cars', 'Miles_per_Gallon', 'Name,Year'),
  regression('modeldata_check-times', 'check_time', 'package'),
  regression('carData_GSSvocab', 'vocab'),
  regression('modeldata_solubility-test', 'solubility'),
]

export type Half = 'choose' | 'confirm'

export const halfOf = (index: number): Half => (index % 2 === 0 ? 'choose' : 'confirm')
