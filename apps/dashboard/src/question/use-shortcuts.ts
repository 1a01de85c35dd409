import { useEffect, useEffectEvent } from 'react';
import { useStored } from '../components/use-stored.ts';

/** Whether the reader wants single keys to do things. */
export function useShortcutsSetting() {
  return useStored('shortcuts', 'on', ['on', 'off']);
}

/** Does something when a key is pressed that no field, dialog or token has a use for. */
export function useShortcuts(actions: Readonly<Record<string, () => void>>): void {
  const [setting] = useShortcutsSetting();
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (setting === 'off' || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof Element && isTaken(event.target, event.key)) return;
    const action = actions[event.key];
    if (action === undefined) return;
    event.preventDefault();
    action();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event);
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
}

/** Whether what has the focus does something else with the key. */
function isTaken(target: Element, key: string): boolean {
  if (target.matches('input[type="radio"], input[type="checkbox"]')) return key.startsWith('Arrow');
  return target.closest('input, select, textarea, dialog') !== null;
}
