/**
 * `npm run demo`: `npm start` on servers, ports and a state folder of its own, so that it neither needs nor disturbs one
 * that runs already. The folder is made anew each time.
 */
import { begin } from './bootstrap/begin.mjs';
import { homeOf } from './bootstrap/preflight.mjs';

await begin('scripts/demo/main.ts', {
  env: {
    PORT: '3100',
    LEADLOOM_POSTGRES_PORT: '15532',
    LEADLOOM_TEMPORAL_PORT: '7333',
    LEADLOOM_TEMPORAL_UI_PORT: '8333',
    // 30 days in four and a half minutes.
    LEADLOOM_TIME_SCALE: '9600',
    ...process.env,
    LEADLOOM_ENV: 'development',
    LEADLOOM_HOME: `${homeOf(process.env)}-demo`,
    MAIL_PROVIDER: 'outbox',
    DATABASE_URL: '',
    TEMPORAL_ADDRESS: '',
    PUBLIC_URL: '',
  },
});
