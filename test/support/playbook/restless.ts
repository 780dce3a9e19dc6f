import type { Document } from '../../../engine/playbook/document.js';
import { documentOf, small } from './small.js';

const CIRCLE = `journeys:
  circle:
    enter: { event: asked }
    steps: [{ id: rest, wait: 61m }, { id: again, tag: turned, then: rest }]
`;

/** A playbook that wakes whoever has `asked` every second, as one from before the lint refused it. */
export const restlessDocument = (): Document =>
  JSON.parse(JSON.stringify(documentOf(small(CIRCLE))).replace('"61m"', '"1s"')) as Document;
