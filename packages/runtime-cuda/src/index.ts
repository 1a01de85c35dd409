export { type LoadOptions, load } from './load.ts';
export type { LoadedModel, Stats } from './loaded-model.ts';
