import { DeviceUnavailable } from '@vr/core';
import type { ScoresApart } from './device/scores.ts';
import { type GraphName, graphFile } from './dtype.ts';
import { type Folder, fileInvalid } from './folder.ts';
import type { Parts } from './onnx-model.ts';
import { OrtFailure } from './ort/api.ts';

/**
 * The same parts, with what ONNX Runtime refuses in use told as an error of ours: `DeviceUnavailable` where memory ran
 * out, else `ModelFileInvalid` for the graph, which does not take something that its folder says it takes.
 */
export function tellingFailures(folder: Folder, parts: Parts): Parts {
  const { vision, decoders } = parts;
  const told = (graph: GraphName) => (error: unknown) => {
    throw error instanceof OrtFailure ? failureOf(folder, graph, error) : error;
  };
  return {
    ...parts,
    vision: { ...vision, features: (pictures) => vision.features(pictures).catch(told('vision')) },
    decoders: decoders.map(({ decoder, rows }) => ({
      rows,
      decoder: {
        ...decoder,
        copy(from, to, length) {
          try {
            decoder.copy(from, to, length);
          } catch (error) {
            told('decoder')(error);
          }
        },
        async run(run, reading) {
          const { values, positions } = await decoder.run(run, reading).catch(told('decoder'));
          if (values instanceof Float32Array) return { values, positions };
          const apart: ScoresApart = {
            read: (...asked) => values.read(...asked).catch(told('decoder')),
            keep: (...asked) => values.keep(...asked).catch(told('decoder')),
          };
          return { values: apart, positions };
        },
      },
    })),
  };
}

const outOfMemory = /alloc|memory/i;

function failureOf(folder: Folder, graph: GraphName, cause: OrtFailure): Error {
  const file = graphFile(graph, folder.dtype);
  if (!outOfMemory.test(cause.reason))
    return fileInvalid(folder, file, 'a graph that takes all that its folder says', cause.reason, cause);
  return new DeviceUnavailable({
    model: folder.name,
    expected: `memory for a run of ${file}`,
    found: cause.reason,
    remedy: 'Load the model with fewer rows or a smaller contextLength, or end other programs.',
    cause,
  });
}
