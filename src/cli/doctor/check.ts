/** What one check found. `todo` says what a person does about it. */
export interface Finding {
  ok: boolean;
  says: string;
  todo?: string;
}

export interface Check {
  name: string;
  look: () => Promise<Finding>;
}

export const good = (says: string): Finding => ({ ok: true, says });
export const bad = (says: string, todo: string): Finding => ({ ok: false, says, todo });

/** Runs the checks one after the other and tells each as it is known. Answers whether all were good. */
export async function runChecks(
  checks: readonly Check[],
  tell: (line: string) => void,
): Promise<boolean> {
  let allGood = true;
  for (const { name, look } of checks) {
    const finding = await look().catch((error: unknown): Finding => {
      const why = error instanceof Error ? error.message || error.name : String(error);
      return bad(`cannot be looked at: ${why}`, 'Put right what is said above first.');
    });
    allGood &&= finding.ok;
    tell(`${finding.ok ? '✓' : '✗'} ${name}: ${finding.says}`);
    if (finding.todo !== undefined) tell(`    ${finding.todo}`);
  }
  return allGood;
}
