import type { Act, Deed, Person } from './person.js';

const form = (at: string): Act => ({ cue: { at }, deed: { do: 'form' } });
const at = (moment: string, deed: Deed): Act => ({ cue: { at: moment }, deed });
const mail = (template: string, later: string, deed: Deed): Act => ({
  cue: { mail: template, later },
  deed,
});

const pricing: Deed = { do: 'visit', event: 'pricing_page_visited' };
const webinar: Deed = {
  do: 'visit',
  event: 'webinar_attended',
  properties: { webinar: 'growth-2026' },
};
const watched: Deed = {
  do: 'visit',
  event: 'video_watched',
  properties: { video: 'product-3min', seconds: 180, completed: true },
};
const order = (orderId: string): Deed => ({
  do: 'visit',
  event: 'order_placed',
  properties: { orderId, amount: 1_280_000, currency: 'CNY' },
});
const click = (link: string): Deed => ({ do: 'click', link });
const whitepaper = (later: string): Act => mail('welcome-whitepaper', later, click('whitepaper'));

/** Mobile numbers of a block that China Mobile keeps for itself, and American ones that films use. */
const cn = (last: number): string => `+86 138 0013 ${8000 + last}`;
const us = (last: number): string => `+1 212 555 0${100 + last}`;

type Draft = Omit<Person, 'id' | 'fields' | 'locale' | 'source'> &
  Partial<Person> & {
    typed: [name: string, company: string, position: string, size: string, industry: string];
  };

const DRAFTS: Draft[] = [
  {
    name: 'Lin Xiaotang', // 10 + 5 + 3 for who she is, 3 for a visit before anybody knew her: hot at once
    typed: ['林晓棠', '纸鹤机器人', '市场总监', '800', '制造业'],
    story: [at('D1 09:02', pricing), form('D1 09:10'), at('D10 15:00', order('D-1001'))],
  },
  {
    name: 'Zhou Mingyuan', // 8, then 10 by the whitepaper; the video makes him hot
    typed: ['周明远', '石榴重工', '经理', '800', '制造业'],
    story: [
      form('D1 09:40'),
      whitepaper('2h'),
      mail('product-video', '26h', watched),
      at('D19 11:00', order('D-1004')),
    ],
  },
  {
    name: 'Tang Ruo', // warm by who she is; books a demo; later joins with a second address
    typed: ['唐若', '静河零售', '市场总监', '200', '零售'],
    story: [
      form('D1 10:00'),
      mail('case-study', '5h', click('demo')),
      at('D6 11:00', { do: 'form', instead: { email: 'tang.ruo@private.example.com' } }),
    ],
  },
  {
    name: 'Gao Yiming', // no tick, no lead
    typed: ['高一鸣', '三页书店', '店长', '20', '零售'],
    story: [at('D1 10:30', { do: 'form', refused: true })],
  },
  {
    name: 'He Yun', // cold for a week and a half, then a webinar and the prices
    typed: ['何芸', '竹简学堂', '运营主管', '120', '教育'],
    story: [
      form('D1 11:00'),
      whitepaper('20h'),
      at('D11 14:00', webinar),
      at('D12 10:00', pricing),
    ],
  },
  {
    name: 'Emma Hartley',
    typed: ['Emma Hartley', 'Blue Kettle Software', 'Head of Growth', '600', 'software'],
    locale: 'en',
    story: [
      form('D1 15:00'),
      whitepaper('3h'),
      mail('trial-invitation', '4h', { do: 'visit', event: 'trial_registered' }),
      mail('trial-invitation', '30h', pricing),
    ],
  },
  {
    name: 'Xu Zhiqiang', // every mail of the nurture, and not a word
    typed: ['徐志强', '远灯家居', 'CEO', '60', '零售'],
    story: [form('D1 16:20')],
  },
  {
    name: 'Shen Lan', // has enough at the case mail
    typed: ['沈岚', '半山保险', '总监', '1000', '金融'],
    story: [form('D2 09:30'), mail('case-study', '8h', { do: 'unsubscribe' })],
  },
  {
    name: 'Bai Yichen', // answers a mail, so a person answers him
    typed: ['白亦辰', '豆荚云', '产品经理', '900', 'SaaS'],
    story: [form('D2 10:15'), whitepaper('1h'), mail('case-study', '20h', { do: 'reply' })],
  },
  {
    name: 'Ma Rui', // looks hot; sales finds out that he is not
    typed: ['马睿', '空杯咨询', '总经理', '700', 'SaaS'],
    story: [form('D2 14:00'), at('D3 11:30', pricing)],
    sales: 'invalid',
  },
  {
    name: 'Cheng Wan', // ticked SMS alone: no mail ever, and the record says why
    typed: ['程晚', '苔原茶业', '采购', '300', '零售'],
    consent: ['sms'],
    story: [form('D2 17:20')],
  },
  {
    name: 'Pan Jiayi',
    typed: ['潘嘉怡', '铜雀制造', '董事长', '2000', '制造业'],
    story: [form('D3 09:20'), at('D5 15:00', webinar)],
    sales: 'lost',
  },
  {
    name: 'Oliver Brandt',
    typed: ['Oliver Brandt', 'Windlass Systems', 'CTO', '300', 'software'],
    locale: 'en',
    story: [
      form('D3 16:00'),
      mail('case-study', '3h', click('demo')),
      at('D13 11:00', pricing),
      at('D23 14:00', order('D-1005')),
    ],
  },
  {
    name: 'Jiang Tao', // buys on his own in the midst of the nurture, and it stops
    typed: ['姜涛', '北坡户外', '副总裁', '450', '零售'],
    story: [form('D4 10:00'), mail('product-video', '20h', order('D-1002'))],
  },
  {
    name: 'Luo Qing',
    typed: ['罗青', '三角洲物流', '主管', '520', '物流'],
    story: [form('D4 20:30'), at('D9 10:00', webinar), mail('case-study', '6h', click('demo'))],
  },
  {
    name: 'Amelia Stone',
    typed: ['Amelia Stone', 'Larkspur Industrial', 'Marketing Director', '1500', 'manufacturing'],
    locale: 'en',
    story: [form('D5 11:00'), mail('case-study', '4h', pricing), at('D16 10:00', order('D-1003'))],
  },
  {
    name: 'Fang Hui',
    typed: ['方荟', '青瓦餐饮', '店长', '45', '餐饮'],
    story: [form('D8 10:00'), whitepaper('6h')],
  },
  {
    name: 'Dong Lei', // on a Saturday: the welcome goes at once, the rest waits for Monday
    typed: ['董磊', '风车能源', '总监', '650', '制造业'],
    story: [form('D6 21:00'), mail('product-video', '5h', watched)],
  },
  {
    name: 'Yan Su',
    typed: ['颜素', '回声教育', '校长助理', '150', '教育'],
    story: [form('D9 14:00'), whitepaper('2h'), at('D20 10:00', webinar)],
  },
  {
    name: 'Wei Na',
    typed: ['魏娜', '岩芯材料', '副总经理', '1200', '制造业'],
    story: [
      form('D11 09:30'),
      mail('case-study', '3h', click('demo')),
      mail('one-to-one', '6h', pricing),
    ],
  },
  {
    name: 'Kong Fei',
    typed: ['孔飞', '流苏服饰', '经理', '80', '零售'],
    story: [form('D15 13:00'), mail('welcome-whitepaper', '30h', { do: 'unsubscribe' })],
  },
  {
    name: 'Song Yan',
    typed: ['宋砚', '灯塔软件', '创始人', '30', 'SaaS'],
    story: [form('D17 10:40'), mail('product-video', '10h', watched)],
  },
  {
    name: 'Henry Alder', // came for the webinar, and reads before he decides
    typed: ['Henry Alder', 'Tidewater Tools', 'VP Operations', '900', 'manufacturing'],
    locale: 'en',
    story: [form('D19 15:00'), mail('case-study', '6h', click('case')), at('D22 10:00', webinar)],
  },
  {
    name: 'Qiu Ran',
    typed: ['裘然', '木星文具', '采购主管', '260', '零售'],
    story: [form('D20 11:30'), whitepaper('1h')],
  },
  {
    name: 'Meng Ting', // hot from the first minute, and no time to lose
    typed: ['孟婷', '白塔数控', '副总裁', '1600', '制造业'],
    story: [at('D22 08:50', pricing), form('D22 09:05'), at('D26 16:00', order('D-1006'))],
  },
  {
    name: 'Ruth Calder',
    typed: ['Ruth Calder', 'Paperboat Software', 'Director of Sales', '140', 'software'],
    locale: 'en',
    story: [form('D23 10:15'), mail('case-study', '4h', click('demo'))],
  },
  {
    name: 'Ye Qing',
    typed: ['叶青', '小满农业', '总监', '90', '农业'],
    story: [form('D25 09:20'), mail('case-study', '5h', { do: 'reply' })],
  },
];

const SOURCES = ['website', 'search', 'wechat', 'webinar', 'referral'];

function personOf({ typed, ...draft }: Draft, index: number): Person {
  const [name, company, position, companySize, industry] = typed;
  const handle = draft.name.toLowerCase().replace(' ', '.');
  const locale = draft.locale ?? 'zh-CN';
  const phone = locale === 'en' ? us(index) : cn(index);
  return {
    source: { channel: SOURCES[index % SOURCES.length] ?? 'website', campaign: 'whitepaper-2024' },
    ...draft,
    id: `browser-of-${handle}`,
    locale,
    fields: {
      name,
      company,
      position,
      companySize,
      industry,
      phone,
      email: `${handle}@example.com`,
    },
  };
}

/** The leads of Northlight Analytics, a company that does not exist, in the order of the story. */
export const CAST: readonly Person[] = DRAFTS.map(personOf);
export const COMPANY = 'Northlight Analytics';
