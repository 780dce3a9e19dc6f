import type { Document } from '../../../engine/playbook/document.js';
import { documentOf, small } from './small.js';

/** A playbook that wakes whoever has `asked` every minute for ever: the shortest circle that the lint allows. */
export const restlessDocument = (): Document =>
  documentOf(
    small(`journeys:
  circle:
    enter: { event: asked }
    steps: [{ id: rest, wait: 1m }, { id: again, tag: turned, then: rest }]
`),
  );
