import type { WriteStream } from 'node:tty';
import { Presets, SingleBar } from 'cli-progress';

/** Shows how far a long piece of work has come. */
export interface Progress {
  /** Begins a phase of `total` steps, `done` of which were done before, and ends the phase before it. */
  start(phase: string, total: number, unit: string, done?: number): void;
  /** One step more, or several; `detail` says on what. */
  step(detail: string, steps?: number): void;
  /** Ends the phase, if there is one, and leaves its last line standing. */
  finish(): void;
}

/** A bar where a person watches, else a plain line now and then. */
export function showProgress(stream: WriteStream): Progress {
  return stream.isTTY ? progressBar(stream) : progressLines((line) => stream.write(`${line}\n`));
}

/** Plain lines: one every `everyMs`, and one at the end of each phase. */
export function progressLines(write: (line: string) => void, everyMs = 10_000): Progress {
  let phase: Phase | undefined;
  let lastLineMs = 0;
  const progress: Progress = {
    start(...what) {
      progress.finish();
      phase = beginPhase(...what);
      lastLineMs = performance.now();
    },
    step(detail, steps = 1) {
      phase?.advance(steps);
      if (!phase || performance.now() - lastLineMs < everyMs) return;
      lastLineMs = performance.now();
      write(`${phase.name}: ${phase.count()} · ${phase.timeLeft()} · ${detail}`);
    },
    finish() {
      if (phase) write(`${phase.name}: ${phase.count()} · took ${phase.timeTaken()}`);
      phase = undefined;
    },
  };
  return progress;
}

function progressBar(stream: WriteStream): Progress {
  let phase: Phase | undefined;
  const bar = new SingleBar(
    { stream, format: '{phase} {bar} {percentage} %  {note}', barsize: 24, fps: 5, hideCursor: true },
    Presets.shades_classic,
  );
  const progress: Progress = {
    start(...what) {
      progress.finish();
      phase = beginPhase(...what);
      const [name, total, , done = 0] = what;
      bar.start(total, done, { phase: name.padEnd('accuracy'.length), note: phase.count() });
    },
    step(detail, steps = 1) {
      phase?.advance(steps);
      if (phase) bar.increment(steps, { note: `${phase.count()} · ${phase.timeLeft()} · ${detail}` });
    },
    finish() {
      if (phase) {
        bar.update({ note: `${phase.count()} · took ${phase.timeTaken()}` });
        bar.stop();
      }
      phase = undefined;
    },
  };
  return progress;
}

type Phase = ReturnType<typeof beginPhase>;

function beginPhase(name: string, total: number, unit: string, before = 0) {
  const startedMs = performance.now();
  let done = before;
  const elapsedMs = () => performance.now() - startedMs;
  return {
    name,
    advance(steps: number) {
      done += steps;
    },
    count: () => `${done} of ${total} ${unit}`,
    timeLeft: () => `${duration((elapsedMs() / (done - before)) * (total - done))} left`,
    timeTaken: () => duration(elapsedMs()),
  };
}

/** A duration for people: `42 s`, `3 min 20 s`, `1 h 5 min`. */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (!Number.isFinite(seconds)) return '?';
  if (seconds < 100) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
