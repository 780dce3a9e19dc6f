import { SearchAttributeType, defineSearchAttributeKey } from '@temporalio/common';
import { defineSignal } from '@temporalio/workflow';

/** Names and types by which everything outside reaches a lead's workflow. Nothing else of `workflows/` is imported outside. */
export const WORKFLOW_TYPE = 'leadLifecycle';
export const TASK_QUEUES = {
  lifecycle: 'lifecycle',
  delivery: 'delivery',
  sales: 'sales',
} as const;

/** `lead/{uuid}`: the only form of a workflow id. */
export const workflowIdOf = (leadId: string): string => `lead/${leadId}`;

/** The workflow of a job over many leads; its one argument is the job's id. */
export const JOB_WORKFLOW_TYPE = 'leadJob';
export const jobWorkflowIdOf = (jobId: string): string => `job/${jobId}`;

export interface Start {
  leadId: string;
  /** Set only by continue-as-new: the revision the run before knew. */
  revision?: number;
}

/** What a ring names, for the reader of the history. Never trusted: what counts is the inbox. */
export interface Ring {
  n: number;
  names: string[];
}

export const behaviour = defineSignal<[Ring]>('behaviour');

/** Set at start from the lead's row and changed only when the lead's tier or stage does: each change is an event. */
export const LEAD_TIER = defineSearchAttributeKey('LeadTier', SearchAttributeType.KEYWORD);
export const LEAD_STAGE = defineSearchAttributeKey('LeadStage', SearchAttributeType.KEYWORD);
