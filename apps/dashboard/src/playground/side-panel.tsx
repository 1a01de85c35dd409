import { useId } from 'react';
import type { ServedModel } from '../api/models.ts';
import type { Answer } from './answer.ts';
import { AnswerPanel } from './answer-panel.tsx';
import { NumberField } from './number-field.tsx';
import { most } from './settings.ts';
import { type SideName, sideOf } from './side.ts';
import { useSettings } from './use-settings.ts';

interface SidePanelProps {
  readonly name: SideName;
  readonly models: readonly ServedModel[];
  readonly answer: Answer;
  readonly target: string | undefined;
}

/** One side: which strategy answers, and its answer. */
export function SidePanel({ name, models, answer, target }: SidePanelProps) {
  const [settings, change] = useSettings();
  const id = useId();
  const side = sideOf(name, settings, models);
  if (side === undefined) return null;
  return (
    <section className="side card" aria-labelledby={`${id}-heading`}>
      <h2 id={`${id}-heading`}>{name === 'left' ? 'Left' : 'Right'}</h2>
      <div className="side-fields">
        <div className="field">
          <label htmlFor={id}>Strategy</label>
          <select
            id={id}
            value={side.model.id}
            onChange={({ target: { value } }) => change({ [name]: value })}
          >
            {models.map((model) => (
              <option key={model.id}>{model.id}</option>
            ))}
          </select>
        </div>
        {side.alpha !== undefined && (
          <NumberField
            label="Weight of guidance α"
            kind="range"
            value={side.alpha}
            least={0}
            most={most.alpha}
            step={0.05}
            onChange={(value) => change({ [`${name}Alpha`]: value })}
          />
        )}
      </div>
      <p className="muted small">{side.model.vr.description}</p>
      <AnswerPanel answer={answer} target={target} />
    </section>
  );
}
