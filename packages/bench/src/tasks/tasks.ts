import { editDistance } from '../scorers/edit-distance.ts';
import { UsageError } from '../usage-error.ts';
import { folderTask } from './folder-task.ts';
import { mmmuTasks } from './mmmu-tasks.ts';
import { proxyThinkerTasks } from './proxy-thinker-tasks.ts';
import { spatialTasks } from './spatial-tasks.ts';
import { speculativeThinkingTasks } from './speculative-thinking-tasks.ts';
import { type Task, taskKey } from './task.ts';
import { visionThinkTasks } from './vision-think-tasks.ts';

/** Every benchmark that can be asked by name. */
export const tasks: readonly Task[] = [
  ...proxyThinkerTasks,
  ...mmmuTasks,
  ...speculativeThinkingTasks,
  ...visionThinkTasks,
  ...spatialTasks,
  folderTask,
];

/** The task of a name or key; throws `UsageError` with the nearest name and the whole list. */
export function taskNamed(given: string): Task {
  const found = tasks.find((task) => task.name === given || taskKey(task) === given);
  if (found !== undefined) return found;
  const near = tasks
    .map(({ name }) => ({ name, distance: editDistance(given.toLowerCase(), name) }))
    .filter(({ name, distance }) => distance <= Math.max(2, name.length / 3))
    .sort((one, other) => one.distance - other.distance)[0];
  const hint = near === undefined ? '' : ` Did you mean ${near.name}?`;
  throw new UsageError(`There is no task "${given}".${hint} There is:\n\n${taskList()}\n`);
}

/** One line for each task. */
export function taskList(): string {
  const width = Math.max(...tasks.map((task) => taskKey(task).length));
  return tasks.map((task) => `  ${taskKey(task).padEnd(width)}  ${task.line}`).join('\n');
}
