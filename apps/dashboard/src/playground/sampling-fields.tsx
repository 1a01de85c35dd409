import { NumberField } from './number-field.tsx';
import { most, usual } from './settings.ts';
import { useSettings } from './use-settings.ts';

/** How tokens are drawn: the same on both sides, so that only the strategies differ. */
export function SamplingFields() {
  const [settings, change] = useSettings();
  const { temperature = usual.temperature, seed = usual.seed, tokens = usual.tokens } = settings;
  return (
    <div className="sampling-fields">
      <NumberField
        label="Temperature"
        kind="number"
        value={temperature}
        least={0}
        most={most.temperature}
        step={0.1}
        onChange={(value) => change({ temperature: value })}
      />
      <NumberField
        label="Seed"
        kind="number"
        value={seed}
        least={0}
        most={most.seed}
        step={1}
        onChange={(value) => change({ seed: value })}
      />
      <NumberField
        label="Most tokens"
        kind="number"
        value={tokens}
        least={1}
        most={most.tokens}
        step={1}
        onChange={(value) => change({ tokens: value })}
      />
    </div>
  );
}
