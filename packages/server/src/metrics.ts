import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** How a request ended: its answer did, its client went away or stopped reading, or there was no answer to give. */
export type RequestFinish = 'stop' | 'length' | 'aborted' | 'stalled' | 'refused' | 'failed';

/** What a loaded model tells of its work. */
export interface ModelStats {
  readonly model: string;
  readonly forwards: number;
  readonly evictions: number;
}

/** Follows one request. */
export interface RequestMeter {
  prompt(tokens: number): void;
  /** A sequence has a place and is opened; the result is called when it is done. */
  open(): () => void;
  wrote(tokens: number): void;
  end(finish: RequestFinish): void;
}

export interface Metrics {
  readonly registry: Registry;
  /** A request for a model that came in. */
  begin(model: string): RequestMeter;
}

const secondsToFirstToken = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const secondsOfRequest = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];

/** What the server counts, in a registry of its own. `stats`: called whenever the metrics are read. */
export function metrics(stats: () => readonly ModelStats[]): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  countModels(registry, stats);
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers });
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Counter({ name, help, labelNames, registers });
  const histogram = (name: string, help: string, buckets: number[]) =>
    new Histogram({ name, help, buckets, labelNames: ['model'], registers });

  const waiting = gauge('vr_requests_waiting', 'Requests of which no answer has a place yet');
  const running = gauge('vr_requests_running', 'Requests that are being answered');
  const sequences = gauge('vr_sequences_open', 'Sequences that are being written');
  const requests = counter('vr_requests_total', 'Requests, by model and how they ended', ['model', 'finish']);
  const prompts = counter('vr_prompt_tokens_total', 'Positions of prompts, images included', ['model']);
  const generated = counter('vr_generated_tokens_total', 'Tokens written', ['model']);
  const firstToken = histogram(
    'vr_time_to_first_token_seconds',
    'From the request to the first piece of its answer',
    secondsToFirstToken,
  );
  const duration = histogram(
    'vr_request_duration_seconds',
    'From the request to the end of its answer',
    secondsOfRequest,
  );

  return {
    registry,
    begin(model) {
      const started = performance.now();
      const seconds = () => (performance.now() - started) / 1000;
      const tokens = generated.labels(model);
      let state: Gauge = waiting;
      let wrote = false;
      const enter = (next: Gauge) => {
        state.dec();
        state = next;
        state.inc();
      };
      waiting.inc();
      return {
        prompt: (count) => prompts.inc({ model }, count),
        open() {
          if (state !== running) enter(running);
          sequences.inc();
          return () => sequences.dec();
        },
        wrote(count) {
          if (!wrote) firstToken.observe({ model }, seconds());
          wrote = true;
          tokens.inc(count);
        },
        end(finish) {
          state.dec();
          duration.observe({ model }, seconds());
          requests.inc({ model, finish });
        },
      };
    },
  };
}

function countModels(registry: Registry, stats: () => readonly ModelStats[]): void {
  const count = (name: string, help: string, of: (stats: ModelStats) => number) =>
    new Counter({
      name,
      help,
      labelNames: ['model'],
      registers: [registry],
      collect() {
        this.reset();
        for (const each of stats()) this.inc({ model: each.model }, of(each));
      },
    });
  count('vr_model_forwards_total', 'Forwards that a model answered', ({ forwards }) => forwards);
  count(
    'vr_model_evictions_total',
    'Sequences that lost their cache row before they were done',
    ({ evictions }) => evictions,
  );
}
