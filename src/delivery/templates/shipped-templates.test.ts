import { expect, test } from '@jest/globals';
import { shippedFiles } from '../../playbooks/bundle/shipped-files.js';
import { templateProblems } from '../../playbooks/bundle/template-problems.js';

test('the shipped templates all compile, MJML and Liquid, within what they may ask for', async () => {
  const files = await shippedFiles();
  expect(await templateProblems(files)).toEqual([]);
  expect([...files.keys()]).toContain('templates/welcome-whitepaper/zh-CN.mjml');
});
