import type { RunRecord, SampleRecord, SpeedRound, Summary } from '@vr/bench/record';
import { Type } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';

// What the pages and the summary rely on, and no more: a file of the bench may say other things beside.
const text = Type.String();
const number = Type.Number();
const date = Type.String({ format: 'date-time' });
const optional = Type.Optional;
const parameters = Type.Object({
  alpha: optional(number),
  judge: optional(text),
  asksAt: optional(text),
  judgedTokens: optional(number),
  openingTokens: optional(number),
  handsBackAfter: optional(text),
});
const arms = Type.Array(Type.Object({ name: text, parameters }));
const finish = Type.Union([Type.Literal('end'), Type.Literal('length'), Type.Literal('stop')]);

const Run = Type.Object({
  id: text,
  state: Type.Union([
    Type.Object({ type: Type.Enum(['running', 'done', 'stopped']) }),
    Type.Object({ type: Type.Literal('failed'), reason: text }),
  ]),
  startedAt: date,
  endedAt: optional(date),
  plan: Type.Object({
    suites: Type.Array(Type.Object({ name: text, version: number })),
    arms,
    limit: number,
    seed: number,
    split: text,
    calibration: number,
    maxTokens: number,
    lanes: number,
    speed: optional(
      Type.Object({
        alpha: number,
        rounds: number,
        naive: Type.Array(text),
        sequences: Type.Array(number),
        arms,
        questions: number,
        budgetMs: number,
      }),
    ),
  }),
  provenance: Type.Object({
    commit: optional(Type.Object({ hash: text, dirty: Type.Boolean() })),
    versions: Type.Record(text, text),
    hardware: Type.Object({
      cpu: text,
      cores: number,
      memoryBytes: number,
      platform: text,
      device: text,
      loadAverage: number,
    }),
    models: Type.Array(Type.Object({ name: text, sha256: text })),
  }),
  counts: Type.Object({ planned: number, done: number, failed: number }),
});

const head = {
  key: text,
  arm: text,
  parameters,
  suite: text,
  question: text,
  kind: text,
  prompt: text,
  target: text,
  image: optional(text),
};
const Stretch = Type.Object({
  by: text,
  texts: Type.Array(text),
  moved: optional(Type.Array(number)),
  instead: optional(Type.Array(Type.Union([text, Type.Null()]))),
});
const Sample = Type.Union([
  Type.Object({
    ...head,
    state: Type.Literal('done'),
    answer: text,
    finish,
    tokens: number,
    largeTokens: number,
    dropped: Type.Object({ small: number, large: number }),
    takeOvers: number,
    visualTokens: number,
    escalations: Type.Array(Type.Object({ scale: number, because: text, text, tokens: number })),
    value: number,
    read: optional(text),
    elapsedMs: number,
    written: Type.Array(Stretch),
  }),
  Type.Object({
    ...head,
    state: Type.Literal('failed'),
    error: Type.Object({ name: text, message: text }),
  }),
]);

const Answer = Type.Object({ question: text, tokens: Type.Array(number), finish });
const Block = Type.Object({ arm: text, sequences: number, elapsedMs: number, answers: Type.Array(Answer) });
const Round = Type.Object({ round: number, blocks: Type.Array(Block) });

const interval = { low: number, high: number };
const Accuracy = Type.Object({
  ...interval,
  suite: text,
  arm: text,
  parameters,
  n: number,
  accuracy: number,
  unparsed: number,
  cut: number,
  failed: number,
  tokensPerAnswer: number,
  droppedPerAnswer: number,
  largeShare: number,
  visualTokensPerAnswer: number,
  escalated: number,
  difference: optional(
    Type.Object({ ...interval, n: number, value: number, measurable: Type.Boolean(), p: number }),
  ),
});
const Speed = Type.Object({
  arm: text,
  sequences: number,
  rounds: number,
  tokensPerSecond: number,
  msPerAnswer: number,
  ratioToNaive: optional(number),
  ratioInterval: optional(Type.Object({ ...interval, confidence: number })),
  agreement: optional(number),
  compared: number,
  firstDifference: optional(Type.Object({ median: number, least: number })),
});
const Calibration = Type.Object({
  threshold: optional(number),
  missable: number,
  questions: number,
  wanting: number,
});
const Tables = Type.Object({
  calibration: optional(Calibration),
  accuracy: Type.Array(Accuracy),
  overall: Type.Array(Accuracy),
  speed: Type.Array(Speed),
});

const run = Compile(Run);
const sample = Compile(Sample);
const round = Compile(Round);
const tables = Compile(Tables);

/** Where a run.json does not say what a run must, such as `plan.arms must be array`; undefined if it says all of it. */
export function faultOfRun(found: RunRecord): string | undefined {
  return faultOf(run, found);
}

/** Whether what a line of samples.jsonl holds is an answer. */
export function isSample(found: SampleRecord): boolean {
  return sample.Check(found);
}

/** Whether what a line of speed.jsonl holds is a round. */
export function isRound(found: SpeedRound): boolean {
  return round.Check(found);
}

/** Whether what summary.json holds are the tables of a summary. */
export function isSummary(found: Summary): boolean {
  return tables.Check(found);
}

function faultOf(shape: Validator, found: unknown): string | undefined {
  if (shape.Check(found)) return undefined;
  const [first] = shape.Errors(found);
  return `${first?.instancePath.slice(1).replaceAll('/', '.') ?? ''} ${first?.message ?? 'is not valid'}`.trim();
}
