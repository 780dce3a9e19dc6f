/** Captures and events of made-up people. */

export const consent = {
  granted: true,
  purpose: 'marketing',
  text: '您的信息仅用于产品推荐与服务优化',
  channels: ['email', 'sms', 'wecom'],
};

export const wang = {
  name: '王明',
  phone: '138 0013 8000',
  email: 'wang.ming@example.cn',
  company: '长江制造',
  position: '市场总监',
};

export const li = {
  name: '李雷',
  phone: '139 1234 5678',
  email: 'li.lei@example.cn',
  company: '黄河软件',
  position: '经理',
};

/** A complete capture; members given replace its own. */
export const capture = (fields: object, more: object = {}) => ({
  form: 'whitepaper-2024',
  fields,
  consent,
  source: { channel: 'website', campaign: 'spring' },
  ...more,
});
