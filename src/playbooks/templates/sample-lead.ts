import type { JsonObject } from '../../../engine/json.js';

/** A made-up lead for previews, in the language of the template. */
export const sampleLead = (locale: string): JsonObject =>
  locale.startsWith('zh')
    ? { ...SAMPLE, name: '王芳', company: '示例制造', position: '市场总监' }
    : { ...SAMPLE, name: 'Ada Example', company: 'Example Ltd', position: 'Head of Marketing' };

const SAMPLE = {
  email: 'someone@example.com',
  phone: '+8613800138000',
  industry: 'manufacturing',
  companySize: '100-500',
  tier: 'B',
  stage: 'lead',
  score: 12,
};
