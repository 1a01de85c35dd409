import type { FastifyInstance } from 'fastify';
import { optionNames, parameterOf } from './chat/options.ts';
import { RequestRefused } from './errors.ts';
import type { Served } from './served.ts';

/** Finds what is served under a name. Throws `RequestRefused` if nothing is. */
export function finder(served: readonly Served[]): (model: string) => Served {
  const byId = new Map(served.map((one) => [one.id, one]));
  return (model) => {
    const found = byId.get(model);
    if (found) return found;
    if (served.length === 0)
      throw new RequestRefused(
        'No models are loaded, so nothing can be answered. The server said why when it started.',
        {
          statusCode: 503,
          code: 'models_unavailable',
        },
      );
    const names = [...byId.keys()].join(', ');
    throw new RequestRefused(`There is no model "${model}". There is: ${names}.`, {
      statusCode: 404,
      code: 'model_not_found',
      param: 'model',
    });
  };
}

/** `GET /v1/models` and `/v1/models/:id`. */
export function modelRoutes(
  app: FastifyInstance,
  served: readonly Served[],
  find: (model: string) => Served,
): void {
  const created = Math.floor(Date.now() / 1000);
  const entry = ({ id, description, contextLength, parameters }: Served) => ({
    id,
    object: 'model',
    created,
    owned_by: 'vr',
    vr: {
      description,
      context_length: contextLength,
      options: Object.fromEntries(
        optionNames
          .filter((option) => parameters[parameterOf[option]] !== undefined)
          .map((option) => [option, { default: parameters[parameterOf[option]] }]),
      ),
    },
  });
  app.get('/v1/models', () => ({ object: 'list', data: served.map(entry) }));
  app.get<{ Params: { readonly id: string } }>('/v1/models/:id', ({ params }) => entry(find(params.id)));
}
