export type { Dtype } from './dtype.ts';
export { type LoadOptions, load } from './load.ts';
export type { ImageSizes, LoadedModel, Stats } from './loaded-model.ts';
