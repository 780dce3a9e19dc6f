import { Inject, Injectable } from '@nestjs/common';
import type { Settings } from '../../config/settings.js';
import { SETTINGS } from '../../config/tokens.js';
import { Database } from '../../database/database.js';
import { senderOf } from '../../delivery/message-body.js';
import { compiledTemplate } from '../../delivery/templates/compiled-templates.js';
import { BrokenTemplate } from '../../delivery/templates/broken-template.js';
import { render } from '../../delivery/templates/render.js';
import type { Template } from '../../delivery/templates/template.js';
import { templateHash, templatePlace } from '../../delivery/templates/template-file.js';
import { localesFor, TemplateSet } from '../../delivery/templates/template-set.js';
import { notFound, ProblemException, unprocessable } from '../../http/problem.js';
import { type BundleFiles, overlay, templateOf, templatePath } from '../bundle/bundle.js';
import { storedBundle } from '../bundle/stored-bundle.js';
import { findDraft } from '../drafts/draft-rows.js';
import { PlaybookLibrary } from '../library.js';
import type { PreviewBody } from './preview-body.js';
import { sampleLead } from './sample-lead.js';

export interface WhichVersion {
  playbook?: string | undefined;
  version?: number | undefined;
}

interface Found {
  playbook: string;
  version: number;
  files: BundleFiles;
}

/** Reads the templates of published versions and drafts. */
@Injectable()
export class Templates {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(PlaybookLibrary) private readonly library: PlaybookLibrary,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'senders'>,
  ) {}

  async list(which: WhichVersion) {
    const { playbook, version, files } = await this.found(which);
    const ids = new Set([...files.keys()].flatMap((path) => templateOf(path) ?? []));
    const data = [...ids].toSorted().map((id) => ({
      id,
      texts: textsOf(files, id).map(({ source: _source, ...text }) => text),
    }));
    return { playbook, version, data };
  }

  async get(id: string, which: WhichVersion) {
    const { playbook, version, files } = await this.found(which);
    const texts = textsOf(files, id);
    if (texts.length === 0) throw notFound('This version carries no such template');
    return { id, playbook, version, texts, versions: await this.carriers(playbook, id) };
  }

  async preview(id: string, body: PreviewBody) {
    const { lead = {}, entry = {}, ticket = {}, rep = {}, locale, channel } = body;
    const { playbook, files } = await this.found(body);
    const draft = body.draft && (await findDraft(this.database.db, playbook, body.draft));
    if (body.draft !== undefined && !draft) throw notFound('This playbook has no such draft');
    const all = draft ? overlay(files, draft.files) : files;
    const published = this.library.find(playbook)?.locale;
    const locales = localesFor(locale, published ?? { default: 'zh-CN', fallback: 'en' });
    const set = new TemplateSet(await compiledOf(all, id));
    const template = set.find(id, channel, locales);
    if (!template) throw notFound('There is no such template for this channel and language');
    const rendered = rendering(template, {
      lead: { ...sampleLead(template.locale), ...lead },
      entry,
      sender: senderOf(this.settings.senders.marketing),
      links: template.links,
      unsubscribeUrl: '#unsubscribe',
      ticket,
      rep,
    });
    return { id, locale: template.locale, form: template.form, hash: template.hash, ...rendered };
  }

  private async found({ playbook, version }: WhichVersion): Promise<Found> {
    const live = playbook === undefined ? this.library.default() : this.library.find(playbook);
    const name = playbook ?? live?.name ?? '';
    const number = version ?? live?.version ?? 0;
    const stored = await storedBundle(this.database.db, name, number);
    if (!stored) throw notFound('There is no such version of this playbook');
    return { playbook: name, version: number, files: stored.files };
  }

  /** Which versions carry which text, the newest first. */
  private async carriers(name: string, id: string) {
    const rows = await this.database.db
      .selectFrom('playbook_file')
      .select(['version', 'path', 'hash'])
      .where('name', '=', name)
      .where('path', '^@', `templates/${id}/`)
      .orderBy('version', 'desc')
      .orderBy('path')
      .limit(1_000)
      .execute();
    return rows;
  }
}

function textsOf(files: BundleFiles, id: string) {
  return [...files].flatMap(([file, source]) => {
    const path = templatePath(file) ?? '';
    const place = templatePlace(path);
    if (place?.id !== id) return [];
    const { locale, form } = place;
    return { path: file, locale, form, hash: templateHash(source), source };
  });
}

async function compiledOf(files: BundleFiles, id: string): Promise<Template[]> {
  const texts = textsOf(files, id);
  try {
    return await Promise.all(
      texts.map(({ path, source }) => compiledTemplate(templatePath(path) ?? '', source)),
    );
  } catch (error) {
    if (!(error instanceof BrokenTemplate)) throw error;
    const pointer = `/files/templates~1${error.path.replaceAll('/', '~1')}`;
    throw unprocessable([{ pointer, code: 'broken-template', message: error.message }]);
  }
}

function rendering(template: Template, variables: Parameters<typeof render>[1]) {
  try {
    return render(template, variables);
  } catch (error) {
    // What runs away on this data; the message is Liquid's, and the data is the caller's own.
    throw new ProblemException({
      status: 422,
      code: 'template-broken',
      message: error instanceof Error ? error.message.slice(0, 300) : 'The template runs away',
    });
  }
}
