import koffi from 'koffi';

const getAvailableProviders = 125;
const releaseAvailableProviders = 126;

/** The execution providers that the library at `path` was built with, such as `CUDAExecutionProvider`. */
export function providersOf(path: string): string[] {
  const library = koffi.load(path);
  const base = library.func('OrtGetApiBase', 'void *', [])();
  const [getApi] = koffi.decode(base, 'void *', 2) as [bigint, bigint];
  const table = koffi.call(getApi, koffi.proto('void *', ['uint32']), 17) as bigint;
  const at = (index: number, parameters: readonly string[]) =>
    koffi.decode(koffi.decode(table, index * 8, 'void *'), koffi.proto('void *', [...parameters]));
  const list: [bigint | null] = [null];
  const count: [number | null] = [null];
  const failure = at(getAvailableProviders, ['_Out_ void **', '_Out_ int *'])(list, count);
  if (failure !== null) throw new Error('ONNX Runtime did not list its execution providers.');
  const names = koffi.decode(list[0], 'void *', count[0]!) as bigint[];
  const texts = names.map((name) => koffi.decode.string(name) as string);
  at(releaseAvailableProviders, ['void *', 'int'])(list[0], count[0]);
  return texts;
}
