export type { CardMemory } from './card-memory.ts';
export { diagnose, type Finding } from './diagnose.ts';
export type { Dtype } from './dtype.ts';
export { type MemoryEstimate, memoryNeeded } from './estimate.ts';
export {
  type Format,
  formatsIn,
  type Graph,
  type Inspection,
  type InspectOptions,
  inspectFolder,
  type NamedPort,
} from './inspect.ts';
export { type LoadOptions, load } from './load.ts';
export type { LoadProgress, LoadWatch } from './load-steps.ts';
export type { ImageSizes, LoadedModel, Stats } from './loaded-model.ts';
export type { MemoryNeeded } from './memory-needed.ts';
export type { DeviceChoice } from './options.ts';
