import type { AuthoredPlaybook } from '../document.js';
import type { Path } from '../problem.js';
import type { Report } from './report.js';

/**
 * Kinds of sensitive personal information after article 28 of China's Personal Information Protection Law, by the words
 * that give them away in a name.
 */
const KINDS: readonly { kind: string; en: readonly string[]; zh: RegExp }[] = [
  {
    kind: 'biometrics (生物识别)',
    en: [
      'biometric',
      'biometrics',
      'fingerprint',
      'face id',
      'faceid',
      'face print',
      'faceprint',
      'iris',
      'retina',
      'voiceprint',
      'voice print',
      'dna',
      'genome',
      'genetic',
      'palm print',
    ],
    zh: /生物识别|指纹|人脸|面部|虹膜|声纹|掌纹|基因|步态/u,
  },
  {
    kind: 'religious belief (宗教信仰)',
    en: ['religion', 'religious', 'faith', 'church', 'denomination'],
    zh: /宗教|信仰|教派/u,
  },
  {
    kind: 'a specific identity (特定身份)',
    en: [
      'ethnicity',
      'ethnic',
      'race',
      'sexual orientation',
      'sexuality',
      'political',
      'party member',
      'criminal',
      'union member',
    ],
    zh: /民族|种族|性取向|政治面貌|犯罪|前科/u,
  },
  {
    kind: 'medical health (医疗健康)',
    en: [
      'health',
      'medical',
      'disease',
      'diagnosis',
      'illness',
      'disability',
      'disabled',
      'pregnant',
      'pregnancy',
      'blood type',
      'medication',
      'allergy',
      'hiv',
      'mental',
      'patient',
      'symptom',
      'symptoms',
    ],
    zh: /健康|病史|疾病|病情|症状|诊断|残疾|怀孕|孕期|血型|用药|过敏|体检/u,
  },
  {
    kind: 'a financial account (金融账户)',
    en: [
      'bank account',
      'bank card',
      'bank cards',
      'card number',
      'card no',
      'credit card',
      'debit card',
      'iban',
      'account balance',
      'account number',
      'securities account',
      'alipay account',
    ],
    zh: /银行卡|银行账[号户]|卡号|信用卡|账户余额|证券账[号户]|支付宝账[号户]/u,
  },
  {
    kind: 'whereabouts (行踪轨迹)',
    en: [
      'gps',
      'latitude',
      'longitude',
      'geolocation',
      'geo location',
      'whereabouts',
      'live location',
      'location history',
      'itinerary',
      'trajectory',
    ],
    zh: /行踪|轨迹|定位|经纬度|经度|纬度|行程/u,
  },
  {
    kind: 'minors under 14 (不满十四周岁未成年人)',
    en: [
      'child',
      'children',
      'child name',
      'child age',
      'is minor',
      'minors',
      'kid',
      'kids',
      'pupil',
      'under 14',
      'under14',
    ],
    zh: /未成年|儿童|孩子|子女|小孩|幼儿|学生姓名/u,
  },
];

const HINT =
  'article 28 of the PIPL asks for a specific purpose, a strict need and separate consent: leave it out if you can';

/** Attributes and properties of events whose names say that they hold what the law calls sensitive. */
export function lintSensitive(playbook: AuthoredPlaybook, report: Report): void {
  const check = (name: string, path: Path) => {
    const kind = kindOf(name);
    if (kind !== undefined)
      report.warn(path, 'sensitive', `\`${name.slice(0, 80)}\` looks like ${kind}`, HINT, 'key');
  };
  for (const name of Object.keys(playbook.attributes ?? {})) check(name, ['attributes', name]);
  for (const [event, properties] of Object.entries(playbook.events ?? {})) {
    for (const name of Object.keys(properties)) check(name, ['events', event, name]);
  }
}

function kindOf(name: string): string | undefined {
  const words = ` ${wordsOf(name).join(' ')} `;
  return KINDS.find(({ en, zh }) => zh.test(name) || en.some((word) => words.includes(` ${word} `)))
    ?.kind;
}

/** `bloodType`, `blood_type` and `blood-type` are the words blood and type. */
function wordsOf(name: string): string[] {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}
