/** `npm start`. */
import { begin } from './bootstrap/begin.mjs';

await begin('scripts/launch/main.ts');
