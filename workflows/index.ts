export { leadLifecycle } from './lead-lifecycle.workflow.js';
