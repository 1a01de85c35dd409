// Models without a network, and the contract that every model keeps. Needs vitest.
export { bytes } from './testing/bytes.ts';
export { type Check, type ContractOptions, contract } from './testing/contract.ts';
export { letters } from './testing/letters.ts';
export { prompt } from './testing/prompt.ts';
export { saying } from './testing/saying.ts';
export { hashed, scripted, type TableModel, tableModel } from './testing/table-model.ts';
export { type TestModelOptions, testModel } from './testing/test-model.ts';
export { watched } from './testing/watched.ts';
