/** Fills small runs in a process of its own, slowly enough to be killed under way: `tsx small-run-process.ts <folder> …`. */
import { fillSmallRun } from './small-run.ts';

console.log('begun');
await Promise.all(process.argv.slice(2).map((folder) => fillSmallRun(folder, 5)));
