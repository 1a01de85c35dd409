import { useLayoutEffect } from 'react';
import { Choices } from '../components/choices.tsx';
import { useStored } from '../components/use-stored.ts';

const themes = [
  { value: 'system', label: 'System' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const;

/** Chooses between the system's colours, light and dark, and remembers it. */
export function ThemeSwitch() {
  const [theme, setTheme] = useStored('theme', 'system', ['system', 'light', 'dark']);
  useLayoutEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  return <Choices legend="Theme" options={themes} value={theme} onChange={setTheme} />;
}
