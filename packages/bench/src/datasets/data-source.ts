/** Files of a data set on huggingface.co. */
export interface HubSource {
  readonly type: 'hub';
  /** `owner/name`. */
  readonly repository: string;
  /** A commit; `main` where nobody is known to have named one. */
  readonly revision: string;
  readonly split: string;
  /** Paths of the files that hold the rows, in their order; `*` stands for anything but a slash. */
  readonly rows: readonly string[];
  /** Paths of further files: those that rows point at, as far as they are in the repository. */
  readonly beside?: readonly string[];
  /** What is left to do by hand once the files are there, as an order: "unzip images.zip". */
  readonly byHand?: string;
}

/** Questions in a folder of one's own; the paths of pictures are relative to the file that names them. */
export interface FolderSource {
  readonly type: 'folder';
  /** Paths of the files that hold the rows, as in `HubSource`. */
  readonly rows: readonly string[];
}

export type DataSource = HubSource | FolderSource;

/** The data are not there, or not all of them; the message says what was looked for and how to get it. */
export class DataMissing extends Error {
  override readonly name = 'DataMissing';
}

/** The data cannot be read as they stand; the message begins with the file, and the row where there is one. */
export class DataInvalid extends Error {
  override readonly name = 'DataInvalid';
}

/** Whether a path, written with slashes, is one of those that the patterns stand for. */
export function matches(path: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => asExpression(pattern).test(path));
}

function asExpression(pattern: string): RegExp {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^/]*')}$`);
}
