import { HttpException } from '@nestjs/common';

/** One thing that is wrong with a request. Never repeats a value. */
export interface FieldProblem {
  /** JSON Pointer (RFC 6901) into the body. */
  pointer: string;
  code: string;
  message: string;
  hint?: string;
}

export interface ProblemOptions {
  status: number;
  /** Short and stable, for programs. */
  code: string;
  /** For people: what is wrong and what to do. */
  message: string;
  errors?: readonly FieldProblem[];
  headers?: Record<string, string>;
}

/** A refusal on its way to the client, as problem details (RFC 9457). */
export class ProblemException extends HttpException {
  readonly problem: ProblemOptions;

  constructor(problem: ProblemOptions) {
    super(problem.message, problem.status);
    this.problem = problem;
  }
}

/** 422 for a body whose form is right and whose content is not. */
export const unprocessable = (errors: readonly FieldProblem[]): ProblemException =>
  new ProblemException({
    status: 422,
    code: errors[0]?.code ?? 'invalid',
    message: errors[0]?.message ?? 'The request cannot be processed',
    errors,
  });

export const notFound = (message: string): ProblemException =>
  new ProblemException({ status: 404, code: 'not-found', message });
