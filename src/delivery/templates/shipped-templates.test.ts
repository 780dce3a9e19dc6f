import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { projectRoot } from '../../config/project-root.js';
import { TemplateLibrary } from './template-library.js';

describe('the shipped templates', () => {
  test('all load, MJML and Liquid, within what they may ask for', async () => {
    const library = await TemplateLibrary.load(join(projectRoot, 'playbooks/templates'));
    for (const locale of ['zh-CN', 'en']) {
      expect(library.find('welcome-whitepaper', 'email', [locale])).toMatchObject({ locale });
    }
  });
});
