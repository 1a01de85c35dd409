/** What is computed from a run's records, as types: see summary-schema.ts. Imports nothing that needs Node. */
import type { Described } from './schema-words.ts';
import type * as schema from './summary-schema.ts';

/** summary.json */
export type Summary = Described<typeof schema.summarySchema>;
/** How often one arm was right. */
export type AccuracyRow = Described<typeof schema.accuracyRowSchema>;
/** A paired difference of accuracies. */
export type Difference = Described<typeof schema.differenceSchema>;
/** How fast one contender wrote, and whether it wrote the same. */
export type SpeedRow = Described<typeof schema.speedRowSchema>;
