import { createReadStream, existsSync } from 'node:fs';
import createError from '@fastify/error';
import type { RunContents } from '@vr/bench/run-folder';
import type { FastifyInstance } from 'fastify';
import type { QuestionList, QuestionView, ReadableRun, RunList } from '../wire.ts';
import { questionRows, questionView } from './questions.ts';
import { type RunReader, runReader } from './read.ts';

const RunNotFound = createError<[string]>(
  'run_not_found',
  'There is no run folder "%s". GET /api/runs lists those there are.',
  404,
);
const RunUnreadable = createError<[string, string]>(
  'run_unreadable',
  'The run folder "%s" cannot be read: %s',
  422,
);
const QuestionNotFound = createError<[string, string]>(
  'question_not_found',
  'No answer to "%s" is recorded in run "%s".',
  404,
);
const ImageNotFound = createError<[string, string]>(
  'image_not_found',
  'There is no image "%s" in run "%s".',
  404,
);

interface InRun {
  readonly Params: { readonly folder: string };
}
interface OnQuestion {
  readonly Params: { readonly folder: string; readonly question: string };
}
interface OnImage {
  readonly Params: { readonly folder: string; readonly file: string };
}

/** Lets a browser read the run folders in `folder`: see wire.ts. */
export async function runRoutes(
  app: FastifyInstance,
  { folder }: { readonly folder: string },
): Promise<void> {
  const reader = runReader(folder);

  app.get('/api/runs', (): RunList => ({ runs: reader.list() }));

  app.get<InRun>('/api/runs/:folder', ({ params }): ReadableRun => readable(reader, params.folder));

  app.get<InRun>(
    '/api/runs/:folder/questions',
    ({ params }): QuestionList => ({
      questions: questionRows(contents(reader, params.folder)),
    }),
  );

  app.get<OnQuestion>('/api/runs/:folder/questions/:question', ({ params }): QuestionView => {
    const imagePath = (file: string) => `/api/runs/${encodeURIComponent(params.folder)}/images/${file}`;
    const view = questionView(contents(reader, params.folder), params.question, imagePath);
    if (!view) throw new QuestionNotFound(params.question, params.folder);
    return view;
  });

  app.get<OnImage>('/api/runs/:folder/images/:file', ({ params }, reply) => {
    const path = /^[0-9a-f]+\.png$/.test(params.file) && reader.path(params.folder, 'images', params.file);
    if (!path || !existsSync(path)) throw new ImageNotFound(params.file, params.folder);
    // Named by content: what it shows never changes.
    reply.header('cache-control', 'public, max-age=31536000, immutable').type('image/png');
    return reply.send(createReadStream(path));
  });
}

function readable(reader: RunReader, folder: string): ReadableRun {
  const entry = reader.entry(folder);
  if (!entry) throw new RunNotFound(folder);
  if (entry.state === 'unreadable') throw new RunUnreadable(folder, entry.reason);
  return entry;
}

function contents(reader: RunReader, folder: string): RunContents {
  readable(reader, folder);
  return reader.contents(folder);
}
