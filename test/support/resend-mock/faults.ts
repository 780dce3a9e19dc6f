/** What goes wrong with a request. `times`: with how many of the next ones (default 1). */
export interface Fault {
  do:
    | 'drop-before-accept'
    | 'drop-after-accept'
    | 'error-before-accept'
    | 'error-after-accept'
    | 'delay';
  /** For `delay`: how long the request stays in flight before it is accepted, ms. */
  ms?: number;
  /** For errors: the answer, 500 `internal_server_error` unless told. */
  answer?: { statusCode: number; name: string; message: string };
  times?: number;
}

/** Scripted faults, used up in the order they were asked for. */
export class Faults {
  private readonly script: Fault[] = [];

  add(fault: Fault): void {
    for (let i = 0; i < (fault.times ?? 1); i += 1) this.script.push(fault);
  }

  next(): Fault | undefined {
    return this.script.shift();
  }

  clear(): void {
    this.script.length = 0;
  }
}
