export { type Grammars, grammars } from './grammars.ts';
