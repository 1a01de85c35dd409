import './run-state.css';
import type { RunState } from '@vr/bench/record';

const words = { running: 'running', done: 'done', stopped: 'stopped', failed: 'failed' };

/** Says how a run ended, or that it has not. */
export function RunStateBadge({ state }: { readonly state: RunState }) {
  return (
    <span className="run-state" data-state={state.type}>
      <span className="run-state-word">{words[state.type]}</span>
      {state.type === 'failed' && <span className="run-state-reason">{state.reason}</span>}
    </span>
  );
}
