/** Models without a network, and the contract that every model keeps. Needs vitest. */
export { letters } from './testing/letters.ts';
export { hashed, scripted, type TableModel, tableModel } from './testing/table-model.ts';
