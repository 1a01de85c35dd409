import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DeviceUnavailable, type Image, uniform } from '@vr/core';
import { prompt, testModel } from '@vr/core/testing';
import { afterAll, describe, expect, test } from 'vitest';
import { openDecoder } from '../decoder.ts';
import { loadOn } from '../load.ts';
import type { CacheType, DecoderSizes } from '../memory.ts';
import { onnxFile } from '../onnx-file.ts';
import { openRuntime } from '../ort/library.ts';
import { sessionPlace } from '../ort/place.ts';
import { closeSession, openGraphBytes, openSession } from '../ort/session.ts';
import { allocate, cells, release } from '../ort/value.ts';
import { apart } from '../testing/apart.ts';
import { microFiles, writeFolder } from '../testing/micro-model.ts';
import { cpu } from './cpu.ts';
import { cudaDevice } from './cuda.ts';
import type { Device } from './device.ts';
import { copierByGraph } from './row-graph.ts';

const folders: string[] = [];
const folderOf = (cacheType: CacheType) => {
  folders.push(writeFolder(microFiles({ cacheType })));
  return folders.at(-1)!;
};
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

const image = (seed: number, side: number): Image => ({
  width: side,
  height: side,
  data: Uint8Array.from({ length: side * side * 3 }, (_, at) => 256 * uniform(seed, at, 0)),
});

for (const [cacheType, tolerance] of [
  ['float32', 1e-4],
  ['float16', 0.01],
] as const) {
  const folder = folderOf(cacheType);
  testModel(
    `a model whose cache (${cacheType}) only graphs reach`,
    () => loadOn(apart, folder, 'm', { rows: 4 }),
    {
      prompts: [prompt('How many?', image(1, 32)), prompt('Which one is the largest?', image(2, 64))],
      tolerance,
      close: (model) => model.close(),
    },
  );
}

describe.each(['float32', 'float16'] as const)('a row of a cache in %s', (cacheType) => {
  const sizes = { cacheType, keyHeads: 3, contextLength: 5, headSize: 4, rows: 6 } as DecoderSizes;
  const rowSize = sizes.keyHeads * sizes.contextLength * sizes.headSize;
  const runtime = openRuntime('test');
  const caches = () =>
    [0, 1].map((cache) => {
      const tensor = allocate(runtime, cacheType, [
        sizes.rows,
        sizes.keyHeads,
        sizes.contextLength,
        sizes.headSize,
      ]);
      cells(tensor).forEach((_, at, all) => {
        all[at] = cache * 1000 + at;
      });
      return tensor;
    });

  test('is copied by a graph as by hand, up to where it is read again, and cleared', () => {
    const [byHand, byGraph] = [caches(), caches()];
    const before = byHand.map((tensor) => cells(tensor).slice());
    const hand = cpu.rowCopier(runtime, byHand, sizes);
    const graph = copierByGraph(runtime, byGraph, sizes, undefined);
    for (const [from, to, length] of [
      [0, 5, 3],
      [4, 1, 5],
      [2, 3, 1],
    ] as const) {
      hand.copy(from, to, length);
      graph.copy(from, to, length);
      for (const [index, tensor] of byHand.entries()) {
        const [expected, found] = [cells(tensor), cells(byGraph[index]!)];
        for (let head = 0; head < sizes.keyHeads; head++) {
          const start = (to * sizes.keyHeads + head) * sizes.contextLength * sizes.headSize;
          const end = start + length * sizes.headSize;
          expect(found.slice(start, end)).toEqual(expected.slice(start, end));
          expect(found.slice(start, end)).not.toEqual(before[index]!.slice(start, end));
        }
        for (const row of [0, 2, 4]) {
          const untouched = before[index]!.slice(row * rowSize, (row + 1) * rowSize);
          expect(found.slice(row * rowSize, (row + 1) * rowSize)).toEqual(untouched);
        }
      }
    }
    graph.clear();
    for (const tensor of byGraph) expect(new Set(cells(tensor))).toEqual(new Set([0]));
    hand.release();
    graph.release();
    for (const tensor of [...byHand, ...byGraph]) release(runtime, tensor);
  });
});

test('the memory of a session is given and taken back, and one that it does not have is refused', () => {
  const runtime = openRuntime('test');
  const side = { type: 'float32', shape: [1] } as const;
  const session = openGraphBytes(
    runtime,
    onnxFile({
      inputs: [{ name: 'a', ...side }],
      outputs: [{ name: 'b', ...side }],
      constants: [],
      nodes: [{ operator: 'Identity', inputs: ['a'], outputs: ['b'] }],
    }),
    { threads: 1 },
  );
  const place = sessionPlace(runtime, session, 'Cpu', 0);
  const tensor = allocate(runtime, 'float32', [3], place);
  cells(tensor).set([1, 2, 3]);
  expect([...cells(tensor)]).toEqual([1, 2, 3]);
  release(runtime, tensor);
  place.release();
  expect(() => sessionPlace(runtime, session, 'Cuda', 0)).toThrow(/CreateAllocator/);
  closeSession(runtime, session);
});

test('a device without a kernel for the cache of a decoder names the format to load', async () => {
  const half: Device = { ...cpu, name: 'cuda:0', cacheTypes: ['float16'] };
  const failure = loadOn(half, folderOf('float32'), 'm', {});
  await expect(failure).rejects.toThrow(DeviceUnavailable);
  await expect(failure).rejects.toThrow(
    /"m" cannot run: expected .* in float16 for cuda:0, found float32 in onnx\/decoder.*\.onnx\. Load it with dtype/,
  );
});

test('a card that does not take a graph is the reason, not the graph', async () => {
  const device = cudaDevice({ deviceId: 99, memoryLimit: undefined });
  const failure = loadOn(device, folderOf('float16'), 'm', { dtype: 'fp32' });
  await expect(failure).rejects.toThrow(DeviceUnavailable);
  await expect(failure).rejects.toThrow(/"m" cannot run: expected onnx\/.*\.onnx on card 99, found/);
});

test('a card without room for the cache says so', async () => {
  const runtime = openRuntime('test');
  const graph = join(folderOf('float32'), 'onnx/decoder_model_merged.onnx');
  const session = await openSession(runtime, graph, { threads: 1 });
  const device: Device = {
    ...apart,
    cuda: { deviceId: 1, memoryLimit: undefined },
    place: () => sessionPlace(runtime, session, 'Cuda', 1),
  };
  const sizes = { name: 'm', rows: 2 } as DecoderSizes;
  const open = () => openDecoder(runtime, session, sizes, device);
  expect(open).toThrow(DeviceUnavailable);
  expect(open).toThrow('"m" cannot run: expected a cache of 2 rows on card 1, found');
  closeSession(runtime, session);
});
