import type { AccuracyRow, ArmChoice, RunRecord, SpeedRow, Summary } from './record.ts';
import type { Interval } from './stats.ts';
import { excludes } from './stats.ts';
import { type Column, type Table, tableAsMarkdown } from './table.ts';

/** The tables of a run, in the order in which they are shown. */
export function reportTables(run: RunRecord, summary: Summary): Table[] {
  return [
    ...(summary.accuracy.length > 0 ? [accuracyTable(run, summary)] : []),
    ...(alphasOf(run).length > 1 && summary.accuracy.length > 0 ? [alphaTable(run, summary)] : []),
    ...(summary.speed.length > 0 ? [speedTable(run, summary.speed)] : []),
  ];
}

/** report.md */
export function reportMarkdown(run: RunRecord, summary: Summary): string {
  const { provenance, plan } = run;
  const { commit, hardware, versions, models } = provenance;
  const facts = [
    `Run \`${run.id}\`, started ${run.startedAt}.`,
    '',
    `- Code: ${commit ? `commit \`${commit.hash}\`${commit.dirty ? ' with local changes' : ''}` : 'not under version control'}`,
    `- Machine: ${hardware.cpu} × ${hardware.cores}, ${Math.round(hardware.memoryBytes / 2 ** 30)} GiB, ${hardware.platform}; models on ${hardware.device}; load average before the run ${hardware.loadAverage.toFixed(1)}`,
    `- Versions: ${Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', ')}`,
    `- Models: ${models.map(({ name, sha256 }) => `${name} \`${sha256.slice(0, 12)}\``).join(', ')}`,
    `- Suites: ${plan.suites.map(({ name, version }) => `${name} version ${version}`).join(', ')}; seed ${plan.seed}; at most ${plan.maxTokens} tokens an answer`,
  ];
  const tables = reportTables(run, summary).map(tableAsMarkdown);
  return `${['# Benchmark report', facts.join('\n'), ...tables].join('\n\n')}\n`;
}

function accuracyTable(run: RunRecord, { accuracy, overall }: Summary): Table {
  const lead = alphasOf(run)[0];
  const rows = [...accuracy, ...overall].filter(
    ({ parameters: { alpha } }) => alpha === undefined || alpha === lead,
  );
  const failed = rows.some((row) => row.failed > 0);
  return {
    title: `Accuracy: ${run.plan.limit} test questions per suite, greedy`,
    columns: [
      left('suite'),
      left('arm'),
      right('n'),
      left('right, % (95 %)'),
      left('against large-base, points (95 %)'),
      right('unparsed'),
      right('cut off'),
      right('tokens per answer'),
      ...(failed ? [right('failed')] : []),
    ],
    rows: rows.map((row, i) => [
      rows[i - 1]?.suite === row.suite ? '' : row.suite,
      armLabel({ name: row.arm, parameters: row.parameters }),
      String(row.n),
      `${percent(row.accuracy)} (${percent(row.low)} to ${percent(row.high)})`,
      differenceCell(row),
      String(row.unparsed),
      String(row.cut),
      row.tokensPerAnswer.toFixed(1),
      ...(failed ? [String(row.failed)] : []),
    ]),
    notes: [
      'Right: Wilson interval. Against large-base: on the same questions, paired bootstrap.',
      'Unparsed (no answer could be read) and cut off (ran into the token limit) are among the n.',
    ],
  };
}

function differenceCell({ arm, difference }: AccuracyRow): string {
  if (difference === undefined) return arm === 'large-base' ? '–' : 'large-base was not run';
  const { value, low, high, measurable } = difference;
  const numbers = `${signed(value)} (${signed(low)} to ${signed(high)})`;
  return measurable ? numbers : `${numbers} no measurable difference`;
}

function alphaTable(run: RunRecord, { accuracy, overall }: Summary): Table {
  const alphas = alphasOf(run).toSorted((a, b) => a - b);
  const suites = [...new Set([...accuracy, ...overall].map(({ suite }) => suite))];
  const find = (suite: string, arm: string, alpha?: number) => {
    const row = [...accuracy, ...overall].find(
      (other) => other.suite === suite && other.arm === arm && other.parameters.alpha === alpha,
    );
    return row ? percent(row.accuracy) : '';
  };
  return {
    title: 'ProxyThinker by weight α: right, %',
    columns: [
      left('suite'),
      right('large-base'),
      ...alphas.map((alpha) => right(`α ${alpha}`)),
      right('small-expert'),
    ],
    rows: suites.map((suite) => [
      suite,
      find(suite, 'large-base'),
      ...alphas.map((alpha) => find(suite, 'proxy-thinker', alpha)),
      find(suite, 'small-expert'),
    ]),
    notes: ['α 0 is the large base by construction. Intervals are in summary.json.'],
  };
}

function speedTable({ plan }: RunRecord, rows: readonly SpeedRow[]): Table {
  const rounds = Math.max(...rows.map((row) => row.rounds));
  const confidence = rows.find((row) => row.ratioInterval)?.ratioInterval?.confidence;
  return {
    title: `Speed: ProxyThinker α ${plan.speed?.alpha}, answers of natural length, ${rounds} interleaved round${rounds === 1 ? '' : 's'}`,
    columns: [
      left('contender'),
      right('at once'),
      right('tokens per second'),
      left(`times naive${confidence === undefined ? '' : ` (${Math.round(confidence * 100)} %)`}`),
      left('same answers as naive'),
      left('first difference'),
    ],
    rows: rows.map((row) => [
      row.arm,
      String(row.sequences),
      row.tokensPerSecond.toFixed(row.tokensPerSecond < 100 ? 1 : 0),
      ratioCell(row),
      row.agreement === undefined || row.arm === 'naive'
        ? '–'
        : `${percent(row.agreement)} % of ${row.compared}`,
      row.firstDifference && row.arm !== 'large-base' ? `after ${row.firstDifference.median} tokens` : '',
    ]),
    notes: [
      'naive: stock onnxruntime-node, one question at a time, three models in turn, KV cache through JavaScript.',
      'one-at-a-time: this runtime with nothing batched or overlapped. large-base: another method (no guidance), for scale.',
      'Medians over rounds; ratios are taken within a round. Same answers: equal token for token.',
    ],
  };
}

function ratioCell({ arm, ratioToNaive, ratioInterval }: SpeedRow): string {
  if (ratioToNaive === undefined || ratioInterval === undefined) return 'naive was not run';
  if (arm === 'naive') return '1';
  const { low, high, confidence } = ratioInterval;
  const numbers = `${ratioToNaive.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
  return confidence >= 0.95 && excludes({ low, high } satisfies Interval, 1)
    ? numbers
    : `${numbers}, ${confidence < 0.95 ? 'too few rounds to say' : 'no measurable difference'}`;
}

/** What a run is going to do, in a few lines. */
export function announcement({ plan, provenance, counts }: RunRecord): string {
  const { suites, arms, limit, speed } = plan;
  const accuracy = `Accuracy: ${suites.map(({ name }) => name).join(', ')} · ${limit} questions each · ${arms.map(armLabel).join(', ')}`;
  const timing =
    speed &&
    `Speed: proxy-thinker α ${speed.alpha} · ${speed.rounds} rounds · ${speed.sequences.join(', ')} at once`;
  return [
    ...(arms.length > 0 ? [accuracy] : []),
    ...(timing ? [timing] : []),
    `Models: on ${provenance.hardware.device}`,
    ...(counts.done > 0 ? [`Going on after ${counts.done} of ${counts.planned} answers`] : []),
  ].join('\n');
}

/** `proxy-thinker α 0.5` */
export function armLabel({ name, parameters: { alpha } }: ArmChoice): string {
  return alpha === undefined ? name : `${name} α ${alpha}`;
}

function alphasOf({ plan }: RunRecord): number[] {
  return plan.arms.flatMap(({ parameters: { alpha } }) => (alpha === undefined ? [] : [alpha]));
}

function percent(share: number): string {
  return (share * 100).toFixed(1);
}

function signed(share: number): string {
  const points = percent(Math.abs(share));
  return `${share < 0 && points !== '0.0' ? '−' : '+'}${points}`;
}

function left(heading: string): Column {
  return { heading, align: 'left' };
}

function right(heading: string): Column {
  return { heading, align: 'right' };
}
