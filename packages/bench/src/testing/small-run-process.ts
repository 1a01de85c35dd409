/** Fills the small run in a process of its own, slowly enough to be killed under way: `tsx small-run-process.ts <folder>`. */
import { fillSmallRun } from './small-run.ts';

console.log('begun');
await fillSmallRun(process.argv[2]!, 5);
