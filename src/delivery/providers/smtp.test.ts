import type { AddressInfo, Socket } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import type { OutgoingMessage } from './mail-provider.js';
import { SmtpProvider } from './smtp.js';

const message: OutgoingMessage = {
  id: '0198c0de-0000-7000-8000-00000000abcd',
  channel: 'email',
  to: 'wang@example.com',
  body: {
    from: 'Leadloom <hello@example.com>',
    subject: 'Hello',
    text: 'Hello Wang',
    html: '<p>Hello Wang</p>',
    headers: { 'List-Unsubscribe': '<https://example.com/u/x>' },
  },
};

let server: SMTPServer | undefined;
const taken: string[] = [];
const sockets: Socket[] = [];

async function serverThat(options: SMTPServerOptions): Promise<string> {
  const started = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData: (stream, _session, done) => {
      let mail = '';
      stream.on('data', (chunk: Buffer) => (mail += chunk.toString()));
      stream.once('end', () => {
        taken.push(mail);
        done();
      });
    },
    ...options,
  });
  started.on('error', () => undefined);
  started.server.on('connection', (socket) => sockets.push(socket));
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  const { port } = started.server.address() as AddressInfo;
  return `smtp://127.0.0.1:${port}`;
}

afterEach(async () => {
  taken.length = 0;
  sockets.length = 0;
  await new Promise<void>((resolve) => {
    if (server) server.close(() => resolve());
    else resolve();
  });
});

function answer(responseCode: number): Error {
  return Object.assign(new Error('no'), { responseCode });
}

describe('mail over SMTP', () => {
  test('arrives, with its headers and its own id', async () => {
    const smtp = new SmtpProvider(await serverThat({}));
    expect(await smtp.send(message)).toMatchObject({ result: 'accepted' });
    expect(taken[0]).toMatch(/List-Unsubscribe: <https:\/\/example\.com\/u\/x>/);
    expect(taken[0]).toContain(`Message-ID: <${message.id}@example.com>`);
  });

  test('refused for good ends there', async () => {
    const smtp = new SmtpProvider(
      await serverThat({ onRcptTo: (_to, _session, done) => done(answer(550)) }),
    );
    expect(await smtp.send(message)).toMatchObject({ result: 'refused' });
  });

  test('put off by the server goes later', async () => {
    const smtp = new SmtpProvider(
      await serverThat({ onMailFrom: (_from, _session, done) => done(answer(451)) }),
    );
    expect(await smtp.send(message)).toMatchObject({ result: 'later' });
  });

  test('with nobody listening goes later, since nothing was handed over', async () => {
    const nobody = new SmtpProvider('smtp://127.0.0.1:1');
    expect(await nobody.send(message)).toMatchObject({
      result: 'later',
      alert: 'the SMTP server cannot be reached (ESOCKET)',
    });
  });

  test('cut off after its text was handed over is a doubt, and never repeated', async () => {
    const smtp = new SmtpProvider(
      await serverThat({
        onData: (stream) => {
          stream.resume();
          stream.once('end', () => sockets.forEach((socket) => socket.destroy()));
        },
      }),
    );
    expect(smtp.repeatable).toBe(false);
    expect(await smtp.send(message)).toMatchObject({ result: 'doubt' });
  });

  test('kept out by the server waits for a person', async () => {
    const url = await serverThat({
      disabledCommands: ['STARTTLS'],
      allowInsecureAuth: true,
      onAuth: (_auth, _session, done) => done(answer(535)),
    });
    const locked = new SmtpProvider(url.replace('//', '//user:wrong@'));
    expect(await locked.send(message)).toMatchObject({
      result: 'later',
      alert: expect.any(String),
    });
  });
});
