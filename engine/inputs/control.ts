import type { Control } from '../input.js';
import { leave } from '../journeys/leave.js';
import { settleHeldBack } from '../recompute/held-back.js';
import { recompute } from '../recompute/recompute.js';
import type { Turn } from '../turn.js';
import { changeVersion } from '../versions/change-version.js';

/** What a person orders for one lead, a publication for all that are inside, or a test. */
export function applyControl(turn: Turn, control: Control): void {
  const { state } = turn;
  switch (control.do) {
    case 'pause': {
      const { scope, until } = control;
      if (until !== undefined && until <= turn.at) delete state.paused;
      else state.paused = { scope, ...(until === undefined ? {} : { until }) };
      return;
    }
    case 'resume':
      delete state.paused;
      return;
    case 'exit':
      for (const enrolment of state.enrolments) {
        if (enrolment.journey === control.journey) leave(turn, enrolment, 'control');
      }
      return;
    case 'recompute':
      return recompute(turn, control);
    case 'confirm':
    case 'dismiss':
      return settleHeldBack(turn, control);
    case 'migrate':
      return changeVersion(turn, control);
    case 'enrol': {
      const index = turn.catalogue.journeys.get(control.journey);
      const properties = control.properties ?? {};
      if (index !== undefined)
        turn.asked.push({ index, properties, because: 'control', manual: true });
    }
  }
}
