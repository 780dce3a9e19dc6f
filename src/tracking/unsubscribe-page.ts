/** The words of the page, by language. */
const WORDS = {
  zh: {
    lang: 'zh-CN',
    title: '退订',
    ask: '您将不再收到我们的营销邮件和消息。订单与服务通知不受影响。',
    button: '确认退订',
    done: '已退订。您不会再收到这类消息。',
    unknown: '此链接无效。请直接回复您收到的邮件，我们会为您退订。',
  },
  en: {
    lang: 'en',
    title: 'Unsubscribe',
    ask: 'You will get no more marketing messages from us on this channel. Messages about orders and service still reach you.',
    button: 'Unsubscribe',
    done: 'You are unsubscribed and will get no more of these messages.',
    unknown: 'This link is not valid. Reply to the mail you got and we will unsubscribe you.',
  },
} as const;

export type UnsubscribePage = 'ask' | 'done' | 'unknown';

/**
 * A page without script, cookie or anything from elsewhere, so that it works in whatever opens it. Asking is a form that
 * posts back to the same address: scanners that follow links unsubscribe nobody (RFC 8058, section 3.2).
 */
export function unsubscribePage(page: UnsubscribePage, locale: string): string {
  const words = WORDS[/^zh\b/.test(locale) ? 'zh' : 'en'];
  const form =
    page === 'ask'
      ? `<form method="post"><button type="submit">${words.button}</button></form>`
      : '';
  return `<!doctype html>
<html lang="${words.lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${words.title}</title>
<style>
  body { font: 1.1rem/1.6 system-ui, sans-serif; max-width: 32rem; margin: 15vh auto; padding: 0 1.5rem; color: #222 }
  button { font: inherit; padding: .6rem 1.4rem; border: 0; border-radius: .4rem; background: #222; color: #fff; cursor: pointer }
</style>
</head>
<body>
<h1>${words.title}</h1>
<p>${words[page]}</p>
${form}
</body>
</html>
`;
}
