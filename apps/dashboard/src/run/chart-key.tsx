import { Symbols } from 'recharts';
import { symbols, type Tone, toneColour } from './tone.ts';

interface ChartKeyEntry {
  readonly name: string;
  readonly tone: Tone;
  /** The tone's symbol, a whole line, or a line broken into these dashes. */
  readonly mark: 'symbol' | 'line' | `${number} ${number}`;
}

/** Says which colour, symbol or line is whose. */
export function ChartKey({ entries }: { readonly entries: readonly ChartKeyEntry[] }) {
  return (
    <ul className="chart-key">
      {entries.map(({ name, tone, mark }) => (
        <li key={name}>
          <svg width="28" height="12" aria-hidden="true">
            {mark === 'symbol' ? (
              <Symbols cx={14} cy={6} size={64} type={symbols[tone]} fill={toneColour(tone)} />
            ) : (
              <line
                x1="0"
                x2="28"
                y1="6"
                y2="6"
                stroke={toneColour(tone)}
                strokeWidth="2"
                strokeDasharray={mark === 'line' ? undefined : mark}
              />
            )}
          </svg>
          {name}
        </li>
      ))}
    </ul>
  );
}
