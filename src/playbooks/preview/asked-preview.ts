import { compile } from '../../../engine/playbook/compile.js';
import type { Document } from '../../../engine/playbook/document.js';
import type { Inside } from '../../../engine/versions/inside.js';
import type { Db } from '../../database/database.js';
import type { PlaybookLibrary } from '../library.js';
import { previewPublication, type Preview } from './preview.js';

/** A publication to be thought through, by itself: nothing of it is a compiled playbook. */
export interface AskedPreview {
  document: Document;
  /** It would be published as. */
  version: number;
  inside: Inside;
  /** The engine's clock, epoch ms. */
  now: number;
}

export const foreseePublication = (
  { db, library }: { db: Db; library: Pick<PlaybookLibrary, 'get'> },
  { document, version, inside, now }: AskedPreview,
): Promise<Preview> => previewPublication({ db, library, now }, compile(document, version), inside);
