import { percent } from '@vr/bench/cells';
import { Area, CartesianGrid, ComposedChart, Line, ReferenceLine, XAxis, YAxis } from 'recharts';
import { Panel } from './figure.tsx';
import type { SweepPanel } from './sweep-points.ts';
import { toneColour } from './tone.ts';

interface SweepChartProps {
  readonly panel: SweepPanel;
  /** Where the axis begins: the same for all panels. */
  readonly lowest: number;
}

/** One suite: accuracy over α with its interval as a band, between the lines of large-base and small-expert. */
export function SweepChart({ panel, lowest }: SweepChartProps) {
  const { suite, points, largeBase, smallExpert } = panel;
  const colour = toneColour('proxy-thinker');
  return (
    <Panel name={suite} alternative={inWords(panel)}>
      <ComposedChart
        responsive
        accessibilityLayer={false}
        data={[...points]}
        style={{ width: '100%', height: 220 }}
        margin={{ top: 8, right: 12, bottom: 16, left: 0 }}
      >
        <CartesianGrid stroke="var(--line)" vertical={false} />
        <XAxis
          type="number"
          dataKey="alpha"
          domain={['dataMin', 'dataMax']}
          ticks={points.map(({ alpha }) => alpha)}
          stroke="var(--line-strong)"
          label={{ value: 'weight α', position: 'insideBottom', offset: -12 }}
        />
        <YAxis
          domain={[lowest, 1]}
          ticks={ticksFrom(lowest)}
          tickFormatter={(share: number) => `${Math.round(share * 100)}`}
          width={44}
          stroke="var(--line-strong)"
          label={{ value: 'right, %', angle: -90, position: 'insideLeft', offset: 8 }}
        />
        <Area dataKey="interval" fill={colour} fillOpacity={0.16} stroke="none" isAnimationActive={false} />
        {largeBase !== undefined && reference('large-base', largeBase)}
        {smallExpert !== undefined && reference('small-expert', smallExpert)}
        <Line
          dataKey="accuracy"
          stroke={colour}
          strokeWidth={2}
          dot={{ fill: colour, r: 3 }}
          isAnimationActive={false}
        />
      </ComposedChart>
    </Panel>
  );
}

/** How the lines of the two models are broken, so that they can be told apart without colours. */
export const dashes = { 'large-base': '6 4', 'small-expert': '2 3' } as const;

function reference(name: keyof typeof dashes, share: number) {
  return (
    <ReferenceLine y={share} stroke={toneColour(name)} strokeWidth={1.5} strokeDasharray={dashes[name]} />
  );
}

function ticksFrom(lowest: number): number[] {
  const step = lowest < 0.5 ? 0.2 : 0.1;
  const count = Math.floor((1 - lowest) / step + 1e-9);
  return Array.from({ length: count + 1 }, (_, i) => 1 - i * step).reverse();
}

function inWords({ suite, points, largeBase, smallExpert }: SweepPanel): string {
  const at = points.map(({ alpha, accuracy }) => `α ${alpha}: ${percent(accuracy)} %`);
  const lines = [
    ...(largeBase === undefined ? [] : [`large-base ${percent(largeBase)} %`]),
    ...(smallExpert === undefined ? [] : [`small-expert ${percent(smallExpert)} %`]),
  ];
  return `ProxyThinker on ${suite} by weight: ${[...at, ...lines].join('; ')}`;
}
