import { whatIf, type Answer, type Progress } from '../../engine/simulate/what-if.js';
import type { PlaybookLibrary } from '../playbooks/library.js';
import { loadAsked } from './asked-playbook.js';
import { RecordHistories, type RecordParts } from './record-histories.js';
import { survey } from './record-range.js';
import type { AskedSimulation } from './simulation-store.js';

/** How far it is: leads looked at, how many there will be at most, and their inputs. */
export interface SimulationProgress {
  leads: number;
  of: number;
  events: number;
}

export interface SimulationParts extends RecordParts {
  library: Pick<PlaybookLibrary, 'get'>;
  /** Asked between two leads. */
  isStopped: () => boolean;
  /** Told twice a second, and at the end; the answer so far is made when it is asked for. */
  onProgress: (progress: SimulationProgress, soFar: () => Answer) => void;
}

const SPEAK = 500;

/** Lives leads of the record under a playbook. What it came to is told even if it throws in the end. */
export async function simulateRecord(
  parts: SimulationParts,
  { draft, baseline, range, outcomes }: AskedSimulation,
): Promise<Answer> {
  const { db, library, isStopped, onBroken } = parts;
  const { leads: atMost } = await survey(db, range);
  const record = new RecordHistories(parts, range, atMost);
  const report = new Report(parts, record);
  try {
    const answer = await whatIf({
      draft: await loadAsked(draft, library),
      ...(baseline === undefined ? {} : { baseline: await loadAsked(baseline, library) }),
      ...(outcomes === undefined ? {} : { outcomes }),
      ...(onBroken === undefined ? {} : { onBroken }),
      histories: record.histories(),
      until: range.until,
      goOn: (progress, soFar) => {
        report.after(progress, soFar);
        return !isStopped();
      },
    });
    report.after(answer, () => answer);
    return answer;
  } finally {
    report.tell();
  }
}

/** Says how far it is, at the first lead and then twice a second. */
class Report {
  #spoken = -Infinity;
  #newest: (() => void) | undefined;

  constructor(
    private readonly parts: SimulationParts,
    private readonly record: RecordHistories,
  ) {}

  after({ leads, events }: Progress, soFar: () => Answer): void {
    this.#newest = () => this.parts.onProgress({ leads, events, of: this.record.of }, soFar);
    if (performance.now() - this.#spoken >= SPEAK) this.tell();
  }

  /** Nothing where there is nothing yet. */
  tell(): void {
    this.#spoken = performance.now();
    this.#newest?.();
  }
}
