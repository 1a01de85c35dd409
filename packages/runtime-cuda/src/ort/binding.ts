import type { Runtime } from './library.ts';
import type { Session } from './session.ts';
import type { Tensor } from './value.ts';

/** A session with the tensors it reads and writes. Making one is dear, changing one tensor of it is cheap. */
export interface Binding {
  /** Replaces the tensor that is read. The binding keeps it alive from here on. */
  input(name: string, tensor: Tensor): void;
  /** Replaces the tensor that is written. */
  output(name: string, tensor: Tensor): void;
  /** Runs here and now. */
  runNow(): void;
  /** Runs on a thread of libuv's pool. Nothing may be released or changed before it is done. */
  run(): Promise<void>;
  release(): void;
}

export function bind({ api }: Runtime, session: Session): Binding {
  const handle = api.CreateIoBinding(session.handle);
  return {
    input: (name, tensor) => api.BindInput(handle, name, tensor.handle),
    output: (name, tensor) => api.BindOutput(handle, name, tensor.handle),
    runNow: () => api.RunWithBinding(session.handle, null, handle),
    run: () => api.RunWithBinding.later(session.handle, null, handle),
    release: () => api.ReleaseIoBinding(handle),
  };
}
