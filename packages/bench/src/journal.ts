import {
  close,
  closeSync,
  fdatasync,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';

/** A file of lines that only grows. A line is in the file when `append` returns, and on the disk soon after. */
export interface Journal {
  append(line: string): void;
  close(): void;
}

/** Lines in a group that goes to the disk together; a single one waits no longer than this. */
const groupLines = 32;
const groupMs = 1000;

/** Opens a journal, or begins one. A last line that was torn off by a crash is dropped, so that none grows on it. */
export function openJournal(path: string): Journal {
  const file = openSync(path, 'a+');
  dropTornLine(file);
  let waiting = 0;
  let syncing = false;
  let timer: NodeJS.Timeout | undefined;
  let open = true;

  const sync = () => {
    clearTimeout(timer);
    timer = undefined;
    if (syncing) return;
    waiting = 0;
    syncing = true;
    fdatasync(file, () => {
      syncing = false;
      if (!open) close(file);
    });
  };
  return {
    append(line) {
      writeAll(file, Buffer.from(`${line}\n`));
      if (++waiting >= groupLines) sync();
      else timer ??= setTimeout(sync, groupMs).unref();
    },
    close() {
      clearTimeout(timer);
      if (!open) return;
      open = false;
      fdatasyncSync(file);
      if (!syncing) closeSync(file);
    },
  };
}

function writeAll(file: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
}

const newline = 0x0a;

function dropTornLine(file: number): void {
  const { size } = fstatSync(file);
  const chunk = Buffer.alloc(Math.min(size, 65_536));
  let end = size;
  let whole = 0;
  while (end > 0 && whole === 0) {
    const start = Math.max(0, end - chunk.length);
    const read = readSync(file, chunk, 0, end - start, start);
    const last = chunk.subarray(0, read).lastIndexOf(newline);
    if (last >= 0) whole = start + last + 1;
    end = start;
  }
  if (whole < size) ftruncateSync(file, whole);
}
