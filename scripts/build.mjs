/** `npm run build`: compiles when anything has changed since the last time. */
import { build, built } from './bootstrap/build.mjs';
import { giveUp, step } from './bootstrap/progress.mjs';

try {
  if (built()) console.log('✓ The build is up to date');
  else await step('Building', build);
} catch (error) {
  giveUp(error);
}
