import { cpu } from '../device/cpu.ts';
import type { Device } from '../device/device.ts';
import { copierByGraph } from '../device/row-graph.ts';
import { sessionPlace } from '../ort/place.ts';

/** Main memory, used as the memory of a card is: made by a session, reached by graphs only, inputs bound for each run. */
export const apart: Device = {
  ...cpu,
  name: 'apart',
  parallel: () => ({ streams: 1, threads: 1 }),
  copiesInputs: true,
  keepsScores: true,
  place: (runtime, session) => sessionPlace(runtime, session, 'Cpu', 0),
  rowCopier: (runtime, caches, sizes) => copierByGraph(runtime, caches, sizes, undefined),
};
