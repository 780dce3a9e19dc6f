import { describe, expect, it } from '@jest/globals';
import { smallPlaybook } from '../../test/support/engine/small-playbook.js';
import { newLead } from '../new-lead.js';
import { leadWords } from './lead-words.js';

const because = (said: string, language: string) => {
  const playbook = smallPlaybook({ locale: { default: language, fallback: 'en' } });
  const lead = { ...newLead('lead', playbook, 0), tierBecause: said };
  return leadWords(lead, playbook)['tierBecause'];
};

describe('what a template may say of a lead', () => {
  it('has the reason of its tier in the words of the playbook’s own people', () => {
    expect(because('score 21', 'zh-CN')).toBe('得分 21');
    expect(because('score 21', 'en')).toBe('it has 21 points');
    const promoted = 'promoted by video/promote, score 15 is B';
    expect(because(promoted, 'zh-CN')).toBe('由“video”的步骤“promote”提升；仅凭 15 分属于 B');
    expect(because(promoted, 'en')).toBe(
      'promoted by “video”, step “promote”; its 15 points alone are tier B',
    );
  });
});
