/** The last thing `npm start` says: where everything is, and how to send the first lead. */

export interface Whereabouts {
  api: string;
  /** Only when the server is ours. */
  temporalUi?: string;
  home: string;
  writeKey: string;
}

const firstLead = {
  form: 'whitepaper-2024',
  fields: {
    name: '王小明',
    phone: '13800138000',
    email: 'wang@example.com',
    company: '远景制造',
    position: '市场总监',
  },
  consent: {
    granted: true,
    purpose: 'marketing',
    text: 'I agree to receive information about products and events.',
    channels: ['email', 'sms', 'wecom'],
  },
  source: { channel: 'website' },
};

/** A command that captures a lead, ready to paste into any POSIX shell. */
export function captureCommand(api: string, writeKey: string): string {
  return [
    `curl -sS ${api}/v1/leads \\`,
    `  -H 'Authorization: Bearer ${writeKey}' -H 'Content-Type: application/json' \\`,
    `  -d '${JSON.stringify(firstLead)}'`,
  ].join('\n');
}

export function welcome({ api, temporalUi, home, writeKey }: Whereabouts): string {
  return [
    '',
    'Leadloom is running.',
    '',
    `  API          ${api}            (its description: ${api}/docs)`,
    `  Outbox       ${api}/dev/outbox (every message that would have gone out)`,
    ...(temporalUi ? [`  Temporal UI  ${temporalUi}`] : []),
    `  Keys, logs   ${home}/credentials.json, ${home}/logs`,
    '',
    'Capture a first lead:',
    '',
    captureCommand(api, writeKey),
    '',
    'Ctrl-C stops everything; the next npm start goes on where this one was.',
    '',
  ].join('\n');
}
