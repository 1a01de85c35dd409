import './token-legend.css';
import { toneColour } from '../run/tone.ts';
import { useColouring } from './colouring.tsx';
import { fullNats } from './display-tokens.ts';
import { writersByTone } from './writers.ts';

// The scale goes by the root: half its length is a quarter of its nats.
const ticks = [-1, -0.25, 0, 0.25, 1];

function nats(share: number): string {
  return `${share < 0 ? '−' : share > 0 ? '+' : ''}${Math.abs(share * fullNats)}`;
}

/** Says what the colours of tokens mean. `writers`: the names of all who wrote. */
export function TokenLegend({ writers }: { readonly writers: readonly string[] }) {
  const [colouring] = useColouring();
  return colouring === 'moved' ? <MovedLegend /> : <WriterLegend writers={writers} />;
}

function MovedLegend() {
  return (
    <div className="token-legend">
      <span className="scale">
        <span>Guidance made it less likely</span>
        <span className="scale-bar" role="img" aria-label={`From ${nats(-1)} to ${nats(1)} nats`}>
          {ticks.map((share) => (
            <span key={share}>{nats(share)}</span>
          ))}
        </span>
        <span>more likely (nats)</span>
      </span>
      <span>
        <span className="changed-sample">underlined</span>: without guidance another token
      </span>
    </div>
  );
}

function WriterLegend({ writers }: { readonly writers: readonly string[] }) {
  return (
    <ul className="token-legend">
      {writersByTone(writers).map(({ tone, name }) => (
        <li key={tone}>
          <span className="writer-sample" style={{ background: toneColour(tone) }} aria-hidden="true" />
          {name}
        </li>
      ))}
    </ul>
  );
}
