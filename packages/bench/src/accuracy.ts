import { authorsOf, type Generation, generate, type Image, takeOversOf } from '@vr/core';
import { type Arm, buildArm, type Models } from './arms.ts';
import { armLabel, sampleKey } from './keys.ts';
import { inLanes } from './lanes.ts';
import { shownTokens } from './looks.ts';
import type { Progress } from './progress.ts';
import type { Calibration, Plan, SampleDone, SampleRecord } from './record.ts';
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
  /** Keys that need no answer: they have one. */
  readonly answered: ReadonlySet<string>;
  readonly record: (sample: SampleRecord) => void;
  /** Keeps a picture beside the answers and tells the name of its file. */
  readonly saveImage: (image: Image) => Promise<string>;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

interface Job {
  readonly suite: Suite;
  readonly question: Question;
  readonly key: string;
}

/** How many answers the accuracy part asks for. */
export function plannedAnswers(plan: Plan): number {
  return plan.arms.length * plan.suites.length * plan.limit;
}

/**
 * Asks every arm every question, one arm after the other, and records each answer as it is
 * finished. Throws the signal's reason when stopped.
 */
export async function measureAccuracy(context: AccuracyContext): Promise<void> {
  const { plan, models, calibration, answered, record, progress } = context;
  let failures = 0;
  progress.start('accuracy', plannedAnswers(plan), 'answers', answered.size);
  for (const choice of plan.arms) {
    const arm = buildArm(choice, models, calibration?.threshold);
    await inLanes(jobs(context, arm), plan.lanes, async (job) => {
      const sample = await answer(arm, job, context);
      record(sample);
      progress.step(`${armLabel(arm)} on ${job.suite.name}`);
      if (sample.state === 'failed' && ++failures > mostFailures)
        throw new Error(`More than ${mostFailures} answers failed, the last with: ${sample.error.message}`);
    });
  }
}

function* jobs({ plan, suites, answered }: AccuracyContext, arm: Arm): Generator<Job> {
  for (const suite of suites)
    for (const question of suite.questions(plan.split, plan.limit, plan.seed)) {
      const key = sampleKey(arm, suite, question.id);
      if (!answered.has(key)) yield { suite, question, key };
    }
}

async function answer(arm: Arm, job: Job, context: AccuracyContext): Promise<SampleRecord> {
  const { suite, question, key } = job;
  const { plan, signal } = context;
  const image = imageOf(question);
  const head = {
    key,
    arm: arm.name,
    parameters: arm.parameters,
    suite: suite.name,
    question: question.id,
    kind: question.kind,
    prompt: textOf(question),
    target: question.target,
    image: image && (await context.saveImage(image)),
  };
  const started = performance.now();
  try {
    const { seed, maxTokens } = plan;
    const limits = { seed, maxTokens, signal, odds: 0 };
    const generation = await generate(arm.strategy, question.prompt, limits);
    const elapsedMs = Math.round(performance.now() - started);
    const answer = arm.tokenizer.decode(generation.tokens);
    const { value, read } = suite.score(answer, question);
    const { finish } = generation;
    const what = whatHappened(arm, generation, image);
    return { ...head, state: 'done', answer, finish, value, read, elapsedMs, ...what };
  } catch (error) {
    signal.throwIfAborted();
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    return { ...head, state: 'failed', error: { name, message } };
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
