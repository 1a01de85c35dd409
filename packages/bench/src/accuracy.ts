import { authorsOf, type Generation, generate, type Image, takeOversOf } from '@vr/core';
import { type Arm, buildArm, type Models } from './arms.ts';
import { inputHash } from './input-hash.ts';
import { armLabel, sampleKey } from './keys.ts';
import { inLanes } from './lanes.ts';
import { shownTokens } from './looks.ts';
import type { Progress } from './progress.ts';
import type { Calibration, Plan, RunRecord, SampleDone, SampleHead, SampleRecord } from './record.ts';
import type { Question, Suite } from './suites/suite.ts';
import { escalationsOf, stretchesOf } from './written.ts';

/** More failures than this mean that the machine is at fault and not the question. */
const mostFailures = 10;

/** What the accuracy part needs from its surroundings. */
export interface AccuracyContext {
  readonly plan: Plan;
  readonly suites: readonly Suite[];
  readonly models: Partial<Models>;
  /** What `escalate` goes by; undefined without it. */
  readonly calibration: Calibration | undefined;
  /** What is there already, by key: answers to the same input are not asked for again, failures are. */
  readonly known: ReadonlyMap<string, KnownAnswer>;
  readonly record: (sample: SampleRecord) => void;
  /** Keeps a picture beside the answers and tells the name of its file. */
  readonly saveImage: (image: Image) => Promise<string>;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** What is known of an earlier answer. */
export interface KnownAnswer {
  readonly inputHash: string;
  /** How often it failed; 0: it did not. */
  readonly attempts: number;
}

interface Job {
  readonly suite: Suite;
  readonly question: Question;
  readonly key: string;
  readonly epoch: number;
  readonly inputHash: string;
}

/** How tokens are chosen: every arm is greedy. */
export function samplingOf({ maxTokens, seed }: Pick<Plan, 'maxTokens' | 'seed'>): RunRecord['sampling'] {
  return { temperature: 0, maxTokens, seed };
}

/** How many answers the accuracy part asks for. */
export function plannedAnswers(plan: Plan): number {
  return plan.arms.length * plan.suites.length * plan.limit * plan.epochs;
}

/**
 * Asks every arm every question, one arm after the other, and records each answer as it is
 * finished. Throws the signal's reason when stopped.
 */
export async function measureAccuracy(context: AccuracyContext): Promise<void> {
  const { plan, models, calibration, known, record, progress } = context;
  let failures = 0;
  const counted = [...known.values()].filter(isAnswer).length;
  progress.start('accuracy', plannedAnswers(plan), 'answers', counted);
  for (const choice of plan.arms) {
    const arm = buildArm(choice, models, calibration?.threshold);
    await inLanes(jobs(context, arm), plan.lanes, async (job) => {
      const sample = await answer(arm, job, context);
      record(sample);
      const again = known.get(job.key);
      if (!again || !isAnswer(again)) progress.step(`${armLabel(arm)} on ${job.suite.name}`);
      if (sample.state === 'failed' && ++failures > mostFailures)
        throw new Error(`More than ${mostFailures} answers failed, the last with: ${sample.error.message}`);
    });
  }
}

function isAnswer({ attempts }: KnownAnswer): boolean {
  return attempts === 0;
}

/** What there is no answer to, or one to another input. */
function* jobs({ plan, suites, calibration, known }: AccuracyContext, arm: Arm): Generator<Job> {
  const threshold = arm.name === 'escalate' ? calibration?.threshold : undefined;
  for (const suite of suites)
    for (const question of suite.questions(plan.split, plan.limit, plan.seed))
      for (let epoch = 0; epoch < plan.epochs; epoch++) {
        const sampling = { ...samplingOf(plan), seed: plan.seed + epoch };
        const key = sampleKey(arm, suite, question.id, epoch);
        const hash = inputHash({ prompt: question.prompt, arm, threshold, sampling });
        const before = known.get(key);
        if (before && isAnswer(before) && before.inputHash === hash) continue;
        yield { suite, question, key, epoch, inputHash: hash };
      }
}

async function answer(arm: Arm, job: Job, context: AccuracyContext): Promise<SampleRecord> {
  const { suite, question, key, epoch, inputHash } = job;
  const { plan, signal } = context;
  const image = imageOf(question);
  const head: SampleHead = {
    key,
    inputHash,
    arm: arm.name,
    parameters: arm.parameters,
    suite: suite.name,
    question: question.id,
    epoch,
    kind: question.kind,
    prompt: textOf(question),
    target: question.target,
    image: image && (await context.saveImage(image)),
  };
  const started = performance.now();
  try {
    const { seed, maxTokens } = plan;
    const limits = { seed: seed + epoch, maxTokens, signal, odds: 0 };
    const generation = await generate(arm.strategy, question.prompt, limits);
    const elapsedMs = Math.round(performance.now() - started);
    const answer = arm.tokenizer.decode(generation.tokens);
    const { value, read } = suite.score(answer, question);
    const { finish } = generation;
    const what = whatHappened(arm, generation, image);
    return { ...head, state: 'done', answer, finish, value, read, elapsedMs, ...what };
  } catch (error) {
    signal.throwIfAborted();
    const { name: type, message } = error instanceof Error ? error : new Error(String(error));
    const attempts = (context.known.get(key)?.attempts ?? 0) + 1;
    return { ...head, state: 'failed', error: { type, message, attempts } };
  }
}

type Happened = Pick<
  SampleDone,
  'tokens' | 'largeTokens' | 'dropped' | 'takeOvers' | 'visualTokens' | 'escalations' | 'written'
>;

/** What the events tell of an answer. */
function whatHappened(arm: Arm, { tokens, events }: Generation, image: Image | undefined): Happened {
  const escalations = escalationsOf(events, arm.tokenizer);
  const { large, dropped } = authorsOf(events);
  const byLarge = { small: 0, large: tokens.length, both: large };
  return {
    tokens: tokens.length,
    largeTokens: byLarge[arm.writer],
    dropped,
    takeOvers: takeOversOf(events).length,
    visualTokens: shownTokens(image ? [image] : [], arm.firstLook, escalations),
    escalations,
    written: stretchesOf(events, arm.tokenizer),
  };
}

function imageOf({ prompt }: Question): Image | undefined {
  const parts = prompt.flatMap(({ content }) => content);
  return parts.find((part) => part.type === 'image')?.image;
}

function textOf({ prompt }: Question): string {
  const parts = prompt.flatMap(({ content }) => content);
  return parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n');
}
