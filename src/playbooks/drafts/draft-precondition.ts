import { ProblemException } from '../../http/problem.js';

export const etagOf = ({ revision }: { revision: number }): string => `"${revision}"`;

/** The revision a change was made on. 428 without one: whoever has not read a draft may not overwrite it. */
export function revisionOf(ifMatch: string | undefined): number {
  if (ifMatch === undefined) {
    throw new ProblemException({
      status: 428,
      code: 'if-match-missing',
      message: 'Send If-Match with the ETag of the draft as you read it',
    });
  }
  const revision = /^(?:W\/)?"(\d{1,9})"$/.exec(ifMatch.trim())?.[1];
  // What is no ETag of ours is that of no revision.
  return revision === undefined ? 0 : Number(revision);
}

export const changedMeanwhile = (draft: { revision: number }): ProblemException =>
  new ProblemException({
    status: 412,
    code: 'changed-meanwhile',
    message: 'The draft has changed since it was read; read it again',
    headers: { etag: etagOf(draft) },
  });

export const alreadyPublished = (version: number): ProblemException =>
  new ProblemException({
    status: 409,
    code: 'draft-published',
    message: `This draft was published as version ${version}; begin another one`,
  });
