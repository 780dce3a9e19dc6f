/** `npm start`, second half, on Node 24 with everything installed. Started by `scripts/start.mjs`. */
import { homeOf } from '../bootstrap/preflight.mjs';
import { command } from './command.js';
import { launch } from './launch.js';
import { welcome } from './welcome.js';

await command(async (control) => {
  console.log(welcome(await launch(homeOf(process.env), control)));
});
