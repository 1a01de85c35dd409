import { armKey } from '../keys.ts';
import type { ArmChoice, RunRecord, SampleRecord } from '../record.ts';
import { readRunFolder } from '../run-folder.ts';
import { UsageError } from '../usage-error.ts';

/** One run of a comparison; the arm where one was named. */
export interface Side {
  /** As it was typed. */
  readonly label: string;
  readonly run: RunRecord;
  readonly samples: readonly SampleRecord[];
  readonly arm: ArmChoice | undefined;
}

/**
 * Reads `folder` or `folder#arm`; of the second, `#arm` alone means the folder of the first. An arm is named by its key,
 * or by its name where it is the only one of it. Throws `UsageError`.
 */
export function readSides(first: string, second: string): readonly [Side, Side] {
  const one = readSide(first);
  const folder = splitReference(first).folder;
  return [one, readSide(second.startsWith('#') ? `${folder}${second}` : second)];
}

function readSide(label: string): Side {
  const { folder, arm } = splitReference(label);
  const { run, samples } = readRunFolder(folder);
  return { label, run, samples, arm: arm === undefined ? undefined : findArm(folder, run, arm) };
}

function splitReference(label: string): { readonly folder: string; readonly arm: string | undefined } {
  const at = label.lastIndexOf('#');
  return at < 0
    ? { folder: label, arm: undefined }
    : { folder: label.slice(0, at), arm: label.slice(at + 1) };
}

function findArm(folder: string, { plan }: RunRecord, given: string): ArmChoice {
  const exact = plan.arms.find((arm) => armKey(arm) === given);
  const named = plan.arms.filter(({ name }) => name === given);
  if (exact) return exact;
  if (named.length === 1) return named[0]!;
  const problem = named.length === 0 ? `has no arm "${given}"` : `has several arms of ${given}`;
  throw new UsageError(`${folder} ${problem}. There is: ${plan.arms.map(armKey).join(', ')}.`);
}

/** What is to be set against what: the arms that were named, or else those that both runs have. Throws `UsageError`. */
export function pairsOf(first: Side, second: Side): readonly (readonly [ArmChoice, ArmChoice])[] {
  const sameRun = first.run.id === second.run.id;
  if (sameRun && (!first.arm || !second.arm))
    throw new UsageError(
      `${first.run.id} is one run: say which of its arms, such as ${armsInAdvice(first)}. There is: ${first.run.plan.arms.map(armKey).join(', ')}.`,
    );
  if (first.arm && second.arm) return [[first.arm, second.arm]];
  const named = first.arm ?? second.arm;
  const wanted = named ? [named] : first.run.plan.arms;
  const pairs = wanted.flatMap((arm) => {
    const [own, other] = [first, second].map(({ run }) =>
      run.plan.arms.find((one) => armKey(one) === armKey(arm)),
    );
    return own && other ? [[own, other] as const] : [];
  });
  if (pairs.length > 0) return pairs;
  const arms = ({ run }: Side) => run.plan.arms.map(armKey).join(', ') || 'none';
  throw new UsageError(
    `The runs have no arm in common. ${first.label}: ${arms(first)}. ${second.label}: ${arms(second)}. ` +
      `Name one of each: ${armsInAdvice(first)}.`,
  );
}

const armsInAdvice = ({ label }: Side) => `${splitReference(label).folder}#large-base`;
