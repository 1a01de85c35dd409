import type { RunRecord } from '@vr/bench/record';
import { duration, moment } from '../format/time.ts';

/** Where a run's numbers come from: folded, for those who ask. */
export function Facts({ run }: { readonly run: RunRecord }) {
  return (
    <details className="facts card">
      <summary>Machine, versions, models, plan</summary>
      <dl>
        {factsOf(run).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function factsOf({
  id,
  startedAt,
  endedAt,
  counts,
  plan,
  provenance,
}: RunRecord): (readonly [string, string])[] {
  const { commit, hardware, versions, models } = provenance;
  const took = endedAt && `, took ${duration(Date.parse(endedAt) - Date.parse(startedAt))}`;
  return [
    ['Run', id],
    ['Started', `${moment(startedAt)}${took ?? ''}`],
    ['Answers', `${counts.done} of ${counts.planned} done, ${counts.failed} failed`],
    [
      'Code',
      commit ? `${commit.hash}${commit.dirty ? ', with local changes' : ''}` : 'not under version control',
    ],
    ['Machine', machine(hardware)],
    ['Models on', hardware.device],
    ['Load before', `${hardware.loadAverage.toFixed(1)} runnable processes over a minute`],
    [
      'Suites',
      `${plan.suites.map(({ name, version }) => `${name} version ${version}`).join(', ')}; ${plan.limit} ${plan.split} questions each; seed ${plan.seed}; at most ${plan.maxTokens} tokens an answer`,
    ],
    [
      'Versions',
      Object.entries(versions)
        .map(([name, version]) => `${name} ${version}`)
        .join(', '),
    ],
    ...models.map(({ name, sha256 }) => [name, sha256] as const),
  ];
}

function machine({ cpu, cores, memoryBytes, platform }: RunRecord['provenance']['hardware']): string {
  return `${cpu}, ${cores} cores, ${Math.round(memoryBytes / 2 ** 30)} GiB, ${platform}`;
}
