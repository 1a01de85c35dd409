import {
  CartesianGrid,
  ErrorBar,
  LabelList,
  ReferenceLine,
  Scatter,
  ScatterChart,
  XAxis,
  YAxis,
} from 'recharts';
import { Scroller } from '../components/scroller.tsx';
import { ChartKey } from './chart-key.tsx';
import { Picture } from './figure.tsx';
import { highestRatio, isOtherMethod, otherMethod, type SpeedSeries, widthsOf } from './speed-points.ts';
import { symbols, toneColour, toneOf } from './tone.ts';

/** Times naive over sequences at once, each point with its interval and how much it agreed. */
export function SpeedChart({ series }: { readonly series: readonly SpeedSeries[] }) {
  const widths = widthsOf(series);
  const highest = highestRatio(series);
  return (
    <>
      <ChartKey
        entries={[
          ...series.map(({ contender }) => ({
            name: keyOf(contender),
            tone: toneOf(contender),
            mark: 'symbol' as const,
          })),
          { name: 'naive', tone: 'naive', mark: '6 4' },
        ]}
      />
      <Scroller label="Speed-up" className="wide-picture">
        <Picture alternative={series.map(inWords).join('. ')}>
          <ScatterChart
            responsive
            accessibilityLayer={false}
            style={{ width: '100%', height: 340 }}
            margin={{ top: 8, right: 112, bottom: 16, left: 0 }}
          >
            <CartesianGrid stroke="var(--line)" vertical={false} />
            <XAxis
              type="number"
              dataKey="place"
              scale="log"
              domain={[0.8, widths.at(-1)! * 1.2]}
              ticks={widths}
              stroke="var(--line-strong)"
              label={{ value: 'sequences at once', position: 'insideBottom', offset: -12 }}
            />
            <YAxis
              type="number"
              dataKey="ratio"
              domain={[0, highest]}
              tickCount={highest + 1}
              width={44}
              stroke="var(--line-strong)"
              label={{ value: 'times naive', angle: -90, position: 'insideLeft', offset: 8 }}
            />
            <ReferenceLine y={1} stroke={toneColour('naive')} strokeDasharray="6 4" />
            {series.map(scatterOf)}
          </ScatterChart>
        </Picture>
      </Scroller>
    </>
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
      // A line says that there is something in between: two points are too few for that.
      line={points.length > 2}
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
      <LabelList dataKey="agreement" content={AgreementLabel} />
    </Scatter>
  );
}

/** Another method is not expected to answer the same: it is said once, and not at each of its points. */
const keyOf = (contender: string) => (isOtherMethod(contender) ? `${contender} (${otherMethod})` : contender);

interface AgreementLabelProps {
  readonly x?: number | string | undefined;
  readonly y?: number | string | undefined;
  readonly value?: unknown;
}

/** Stands a little below its point, right of all that is drawn for the same number of sequences. */
function AgreementLabel({ x = 0, y = 0, value }: AgreementLabelProps) {
  if (value === otherMethod) return null;
  return (
    <text className="recharts-text" x={Number(x) + 24} y={Number(y) + 17}>
      {String(value)}
    </text>
  );
}

function inWords({ contender, points }: SpeedSeries): string {
  const at = points.map(
    ({ sequences, ratio, agreement }) => `${sequences} at once ${ratio.toFixed(2)} times naive, ${agreement}`,
  );
  return `${contender}: ${at.join('; ')}`;
}
