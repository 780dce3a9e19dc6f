import type { Language } from '../../engine/explain/explanation.js';

/** The language to explain in, by Accept-Language (RFC 9110, 12.5.4): Chinese or English, whichever weighs more. */
export function languageOf(acceptLanguage: string | undefined): Language {
  const asked = (acceptLanguage ?? '').split(',').map((part) => {
    const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
    const weight = parameters.map((text) => /^\s*q=([\d.]+)\s*$/.exec(text)?.[1]).find(Boolean);
    return { tag, weight: weight === undefined ? 1 : Number(weight) };
  });
  const known = asked.filter(({ tag, weight }) => /^(zh|en)(-|$)/.test(tag) && weight > 0);
  const [best] = known.toSorted((a, b) => b.weight - a.weight);
  return best?.tag.startsWith('zh') === true ? 'zh-CN' : 'en';
}
