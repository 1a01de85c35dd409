import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from '@tanstack/react-router';
import { questionQuery, questionsQuery, runListQuery, runQuery } from './api/runs.ts';
import { Loading } from './components/notice.tsx';
import { Layout } from './layout/layout.tsx';
import { ErrorPage } from './pages/error-page.tsx';
import { NotFoundPage } from './pages/not-found-page.tsx';
import { readSettings } from './playground/settings.ts';
import { readFilter } from './questions/filter.ts';

const rootRoute = createRootRouteWithContext<{ readonly queryClient: QueryClient }>()({ component: Layout });

const runsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  loader: ({ context: { queryClient } }) => queryClient.ensureQueryData(runListQuery),
  component: lazyRouteComponent(() => import('./pages/runs-page.tsx'), 'RunsPage'),
});

const runRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/runs/$folder',
  validateSearch: readFilter,
  loader: ({ context: { queryClient }, params: { folder } }) => {
    const run = queryClient.ensureQueryData(runQuery(folder));
    // Many of them: the page does not wait.
    void queryClient.prefetchQuery(questionsQuery(folder));
    return run;
  },
  component: lazyRouteComponent(() => import('./pages/run-page.tsx'), 'RunPage'),
});

const questionRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/runs/$folder/questions/$question',
  validateSearch: readFilter,
  loader: ({ context: { queryClient }, params: { folder, question } }) =>
    Promise.all([
      queryClient.ensureQueryData(runQuery(folder)),
      queryClient.ensureQueryData(questionsQuery(folder)),
      queryClient.ensureQueryData(questionQuery(folder, question)),
    ]),
  component: lazyRouteComponent(() => import('./pages/question-page.tsx'), 'QuestionPage'),
});

const playgroundRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/playground',
  validateSearch: readSettings,
  component: lazyRouteComponent(() => import('./pages/playground-page.tsx'), 'PlaygroundPage'),
});

const routeTree = rootRoute.addChildren([runsRoute, runRoute, questionRoute, playgroundRoute]);

/** The pages by their addresses. */
export function createAppRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    context: { queryClient },
    defaultPreload: 'intent',
    // The queries know how old their data is; the router need not.
    defaultPreloadStaleTime: 0,
    defaultPendingMs: 200,
    defaultPendingComponent: () => <Loading what="the page" />,
    defaultErrorComponent: ErrorPage,
    defaultNotFoundComponent: NotFoundPage,
    scrollRestoration: true,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
