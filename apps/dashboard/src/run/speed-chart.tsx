import {
  CartesianGrid,
  ErrorBar,
  LabelList,
  Legend,
  ReferenceLine,
  Scatter,
  ScatterChart,
  XAxis,
  YAxis,
} from 'recharts';
import { Panel } from './figure.tsx';
import { type SpeedSeries, widthsOf } from './speed-points.ts';
import { symbols, toneColour, toneOf } from './tone.ts';

/** Times naive over sequences at once, each point with its interval and how much it agreed. */
export function SpeedChart({ series }: { readonly series: readonly SpeedSeries[] }) {
  const widths = widthsOf(series);
  return (
    <Panel name="Times naive" alternative={series.map(inWords).join('. ')}>
      <ScatterChart
        responsive
        accessibilityLayer={false}
        style={{ width: '100%', height: 340 }}
        margin={{ top: 8, right: 84, bottom: 16, left: 0 }}
      >
        <CartesianGrid stroke="var(--line)" vertical={false} />
        <XAxis
          type="number"
          dataKey="sequences"
          scale="log"
          domain={[0.8, widths.at(-1)! * 1.15]}
          ticks={widths}
          stroke="var(--line-strong)"
          label={{ value: 'sequences at once', position: 'insideBottom', offset: -12 }}
        />
        <YAxis
          type="number"
          dataKey="ratio"
          domain={[0, 'auto']}
          width={44}
          stroke="var(--line-strong)"
          label={{ value: 'times naive', angle: -90, position: 'insideLeft', offset: 8 }}
        />
        <ReferenceLine
          y={1}
          stroke="var(--line-strong)"
          strokeDasharray="6 4"
          label={{ value: 'naive', position: 'right' }}
        />
        <Legend verticalAlign="top" />
        {series.map(scatterOf)}
      </ScatterChart>
    </Panel>
  );
}

function scatterOf({ contender, points }: SpeedSeries) {
  const tone = toneOf(contender);
  const colour = toneColour(tone);
  return (
    <Scatter
      key={contender}
      name={contender}
      data={[...points]}
      line={points.length > 1}
      shape={symbols[tone]}
      fill={colour}
      isAnimationActive={false}
    >
      <ErrorBar
        dataKey="reach"
        direction="y"
        width={5}
        strokeWidth={1.75}
        stroke={colour}
        isAnimationActive={false}
      />
      <LabelList dataKey="agreement" position="right" offset={10} />
    </Scatter>
  );
}

function inWords({ contender, points }: SpeedSeries): string {
  const at = points.map(
    ({ sequences, ratio, agreement }) => `${sequences} at once ${ratio.toFixed(2)} times naive, ${agreement}`,
  );
  return `${contender}: ${at.join('; ')}`;
}
