const mostShown = 10;

/** Files that cannot be read as they stand: each complaint opens with file and line. */
export class FileError extends Error {
  override readonly name = 'FileError';

  constructor(complaints: readonly string[]) {
    const more = complaints.length - mostShown;
    const shown = complaints.slice(0, mostShown);
    super([...shown, ...(more > 0 ? [`and ${more} more like these`] : [])].join('\n'));
  }
}
