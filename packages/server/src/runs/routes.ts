import { createReadStream, existsSync } from 'node:fs';
import type { InspectedRun } from '@vr/bench/run-folder';
import type { FastifyInstance } from 'fastify';
import { RequestRefused } from '../errors.ts';
import type { QuestionList, QuestionView, ReadableRun, RunList } from '../wire.ts';
import { questionRows, questionView } from './questions.ts';
import { type RunReader, runReader } from './read.ts';

interface InRun {
  readonly Params: { readonly folder: string };
}
interface OnQuestion {
  readonly Params: { readonly folder: string; readonly question: string };
}
interface OnImage {
  readonly Params: { readonly folder: string; readonly file: string };
}

/** Of the lines that are left out, how many are told of. */
const shownFaults = 10;

/** Lets a browser read the run folders in `folder`: see wire.ts. */
export async function runRoutes(
  app: FastifyInstance,
  { folder }: { readonly folder: string },
): Promise<void> {
  const reader = runReader(folder);

  app.get('/api/runs', (): RunList => ({ runs: reader.list() }));

  app.get<InRun>('/api/runs/:folder', ({ params }): ReadableRun => readable(reader, params.folder));

  app.get<InRun>('/api/runs/:folder/questions', ({ params }): QuestionList => {
    const { contents, faults } = inspected(reader, params.folder);
    return {
      questions: questionRows(contents),
      leftOut: faults.length,
      faults: faults.slice(0, shownFaults),
    };
  });

  app.get<OnQuestion>('/api/runs/:folder/questions/:question', ({ params }): QuestionView => {
    const imagePath = (file: string) =>
      `/api/runs/${encodeURIComponent(params.folder)}/images/${encodeURIComponent(file)}`;
    const view = questionView(inspected(reader, params.folder).contents, params.question, imagePath);
    if (!view)
      throw missing('question', `No answer to "${params.question}" is recorded in run "${params.folder}".`);
    return view;
  });

  app.get<OnImage>('/api/runs/:folder/images/:file', ({ params }, reply) => {
    const path = /^[0-9a-f]+\.png$/.test(params.file) && reader.path(params.folder, 'images', params.file);
    if (!path || !existsSync(path))
      throw missing('image', `There is no image "${params.file}" in run "${params.folder}".`);
    // Named by content: what it shows never changes.
    reply.header('cache-control', 'public, max-age=31536000, immutable').type('image/png');
    return reply.send(createReadStream(path));
  });
}

function readable(reader: RunReader, folder: string): ReadableRun {
  const entry = reader.entry(folder);
  if (!entry)
    throw missing('run', `There is no run folder "${folder}". GET /api/runs lists those there are.`);
  if (entry.state === 'unreadable') {
    const message = `The run folder "${folder}" cannot be read: ${entry.reason}`;
    throw new RequestRefused(message, { statusCode: 422, code: 'run_unreadable' });
  }
  return entry;
}

function inspected(reader: RunReader, folder: string): InspectedRun {
  readable(reader, folder);
  return reader.inspect(folder);
}

function missing(what: 'run' | 'question' | 'image', message: string): RequestRefused {
  return new RequestRefused(message, { statusCode: 404, code: `${what}_not_found` });
}
