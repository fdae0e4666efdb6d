/** What a target is. */
export type Task = 'classification' | 'regression'
