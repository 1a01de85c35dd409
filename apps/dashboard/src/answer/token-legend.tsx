import './token-legend.css';
import { toneColour, toneOf } from '../run/tone.ts';
import { useColouring } from './colouring.tsx';
import { fullNats } from './display-tokens.ts';

/** Says what the colours of tokens mean. `writers`: the names of all who wrote. */
export function TokenLegend({ writers }: { readonly writers: readonly string[] }) {
  const [colouring] = useColouring();
  return colouring === 'moved' ? <MovedLegend /> : <WriterLegend writers={writers} />;
}

function MovedLegend() {
  return (
    <div className="token-legend">
      <span>Guidance made the token</span>
      <span className="scale">
        <span>less likely, −{fullNats} nats</span>
        <span className="scale-bar" aria-hidden="true" />
        <span>more likely, +{fullNats}</span>
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
      {writers.map((writer) => (
        <li key={writer}>
          <span
            className="writer-sample"
            style={{ background: toneColour(toneOf(writer)) }}
            aria-hidden="true"
          />
          {writer}
        </li>
      ))}
    </ul>
  );
}
