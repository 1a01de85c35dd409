import { Choices } from '../components/choices.tsx';
import { useStored } from '../components/use-stored.ts';

/** What the colour of a token tells: how far guidance moved it, or who wrote it. */
export type Colouring = 'moved' | 'writer';

const options = [
  { value: 'moved', label: 'how far guidance moved it' },
  { value: 'writer', label: 'who wrote it' },
] as const;

/** The reader's choice of colouring, remembered. */
export function useColouring() {
  return useStored<Colouring>('colouring', 'moved', ['moved', 'writer']);
}

/** Chooses what the colour of tokens tells. */
export function ColouringSwitch() {
  const [colouring, setColouring] = useColouring();
  return <Choices legend="Colour of a token" options={options} value={colouring} onChange={setColouring} />;
}
