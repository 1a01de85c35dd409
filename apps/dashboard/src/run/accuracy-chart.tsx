import { percent } from '@vr/bench/cells';
import { CartesianGrid, ErrorBar, Scatter, ScatterChart, Symbols, XAxis, YAxis } from 'recharts';
import type { AccuracyPanel, AccuracyPoint } from './accuracy-points.ts';
import { Panel } from './figure.tsx';
import { symbols, toneColour } from './tone.ts';

const rowHeight = 28;
const tenths = [0, 0.25, 0.5, 0.75, 1];

/** One suite: a dot and a whisker for each arm. */
export function AccuracyChart({ panel: { suite, points } }: { readonly panel: AccuracyPanel }) {
  return (
    <Panel name={suite} alternative={`Accuracy on ${suite}: ${points.map(inWords).join('; ')}`}>
      <ScatterChart
        responsive
        accessibilityLayer={false}
        style={{ width: '100%', height: points.length * rowHeight + 44 }}
        margin={{ top: 4, right: 12, bottom: 16, left: 0 }}
      >
        <CartesianGrid horizontal={false} stroke="var(--line)" />
        <XAxis
          type="number"
          dataKey="accuracy"
          domain={[0, 1]}
          ticks={tenths}
          tickFormatter={(share: number) => `${share * 100}`}
          stroke="var(--line-strong)"
          label={{ value: 'right, %', position: 'insideBottom', offset: -12 }}
        />
        <YAxis
          type="category"
          dataKey="label"
          width={150}
          allowDuplicatedCategory={false}
          reversed
          interval={0}
          axisLine={false}
          tickLine={false}
        />
        {points.map((point) => (
          <Scatter key={point.label} data={[point]} shape={Dot} isAnimationActive={false}>
            <ErrorBar
              dataKey="reach"
              direction="x"
              width={5}
              strokeWidth={1.75}
              stroke={toneColour(point.tone)}
              isAnimationActive={false}
            />
          </Scatter>
        ))}
      </ScatterChart>
    </Panel>
  );
}

interface DotProps {
  readonly cx?: number | undefined;
  readonly cy?: number | undefined;
  readonly payload?: AccuracyPoint | undefined;
}

function Dot({ cx = 0, cy = 0, payload }: DotProps) {
  if (payload === undefined) return null;
  return <Symbols cx={cx} cy={cy} size={70} type={symbols[payload.tone]} fill={toneColour(payload.tone)} />;
}

function inWords({ label, accuracy, reach: [below, above] }: AccuracyPoint): string {
  return `${label} ${percent(accuracy)} %, ${percent(accuracy - below)} to ${percent(accuracy + above)}`;
}
