import { createRequire } from 'node:module';

/** The types of the package; its file is loaded by `loadXGrammar`. */
export type XGrammar = typeof import('@mlc-ai/web-xgrammar');

let loading: Promise<XGrammar> | undefined;

/** XGrammar, compiled to WebAssembly. */
export function loadXGrammar(): Promise<XGrammar> {
  loading ??= load();
  return loading;
}

/**
 * Version 0.1.27 says it is an ES module and is none: its file looks for `require` and `__filename`, and leaves what it
 * exports in a global named `xgrammar`. Given the two until it has started, it works.
 */
async function load(): Promise<XGrammar> {
  const require = createRequire(import.meta.url);
  const scope = globalThis as Record<string, unknown>;
  const lent = { require, __filename: require.resolve('@mlc-ai/web-xgrammar') };
  const missing = Object.entries(lent).filter(([name]) => scope[name] === undefined);
  for (const [name, value] of missing) scope[name] = value;
  try {
    await import('@mlc-ai/web-xgrammar');
    const xgrammar = scope.xgrammar as XGrammar;
    const started = await xgrammar.Grammar.builtinJSONGrammar();
    started.dispose();
    return xgrammar;
  } finally {
    for (const [name] of missing) delete scope[name];
  }
}
