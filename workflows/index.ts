export { leadJob } from './lead-job.workflow.js';
export { leadLifecycle } from './lead-lifecycle.workflow.js';
