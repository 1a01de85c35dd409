import type { Device } from './device/device.ts';
import { type Dtype, dtypes } from './dtype.ts';
import type { Folder } from './folder.ts';
import type { LoadWatch } from './load-steps.ts';

export interface LoadOptions extends LoadWatch {
  /**
   * `cuda`: an NVIDIA card, or an error that says what is missing. `auto`: a card where one works and the folder has the format
   * that it takes, fp16; else the CPU, with a warning if a card is there. A card is tried out once per process, which takes
   * seconds. @default 'auto'
   */
  readonly device?: DeviceChoice;
  /** Which card, as CUDA counts them. @default 0 */
  readonly deviceId?: number;
  /**
   * Bytes of the card's memory that the model may take: one that needs more by the arithmetic of `memoryNeeded` is refused, and
   * none of its sessions gets more. @default as much as there is
   */
  readonly memoryLimit?: number;
  /** Rows of the cache: how many sequences can take turns before one has to be read again. @default 64 */
  readonly rows?: number;
  /**
   * How many batches run side by side, each over its own share of the rows. More than one keeps the cores busy while
   * the answers of another batch are worked on (docs/runtime.md). @default 2; 1 for weights of 64 MiB or more, on a single
   * core, and on a card
   */
  readonly streams?: number;
  /** Threads that one run may use. @default 1; as many as there are cores for weights of 64 MiB or more */
  readonly threads?: number;
  /** How many positions a sequence may fill; fewer take less memory. @default all that the model knows */
  readonly contextLength?: number;
  /**
   * The format of the weights, of those that the folder has. On CPUs fp16, q8 and q4 save room, not
   * time, in models as small as the shipped ones (docs/models.md); cards take fp16 only.
   * @default fp32 on CPUs, fp16 on cards
   */
  readonly dtype?: Dtype;
  /** @default the name of the folder */
  readonly name?: string;
}

export type DeviceChoice = (typeof deviceChoices)[number];
const deviceChoices = ['auto', 'cpu', 'cuda'] as const;

/** The sizes of a model that the options leave open. */
export type Settings = Required<Pick<LoadOptions, 'rows' | 'streams' | 'threads' | 'contextLength'>>;

/** Throws a RangeError for an option that has nothing to do with the folder and is none. */
export function assertOptions({ device, deviceId, memoryLimit, dtype }: LoadOptions, name: string): void {
  if (dtype !== undefined && !dtypes.includes(dtype)) {
    throw new RangeError(`"${name}": dtype must be one of ${dtypes.join(', ')}, found ${dtype}.`);
  }
  if (device !== undefined && !deviceChoices.includes(device)) {
    throw new RangeError(`"${name}": device must be one of ${deviceChoices.join(', ')}, found ${device}.`);
  }
  if (deviceId !== undefined) assertWhole(name, 'deviceId', deviceId, 0, 255);
  if (memoryLimit !== undefined) {
    assertWhole(name, 'memoryLimit', memoryLimit, 2 ** 20, Number.MAX_SAFE_INTEGER);
  }
}

/** Fills in what is open for a model with so many bytes of weights. Throws a RangeError for an option that the model or the device cannot have. */
export function settle(
  options: LoadOptions,
  { name, positions }: Folder,
  device: Device,
  weights: number,
): Settings {
  const best = device.parallel(weights);
  const { rows = 64, threads = best.threads, contextLength = positions } = options;
  const streams = options.streams ?? Math.min(best.streams, rows);
  assertWhole(name, 'rows', rows, 1, 4096);
  assertWhole(name, 'threads', threads, 1, 256);
  assertWhole(name, 'contextLength', contextLength, 2, positions);
  assertWhole(name, 'streams', streams, 1, rows);
  return { rows, streams, threads, contextLength };
}

function assertWhole(name: string, option: string, found: number, least: number, most: number): void {
  if (Number.isInteger(found) && found >= least && found <= most) return;
  throw new RangeError(
    `"${name}": ${option} must be a whole number from ${least} to ${most}, found ${found}.`,
  );
}
