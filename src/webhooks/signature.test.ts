import { describe, expect, test } from '@jest/globals';
import { isSecret, newSecret, signedHeaders } from './signature.js';

describe('a signature', () => {
  test('is that of the example in the Standard Webhooks specification', () => {
    const headers = signedHeaders(
      'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
      'msg_p5jXN8AQM9LWM0D4loKWxJek',
      1_614_265_330,
      '{"test": 2432232314}',
    );
    expect(headers).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });

  test('is made with secrets of the form that receivers know', () => {
    expect(isSecret(newSecret())).toBe(true);
    expect(newSecret()).not.toBe(newSecret());
    for (const wrong of ['', 'secret', 'whsec_', 'whsec_short', `whsec_${'!'.repeat(40)}`])
      expect(isSecret(wrong)).toBe(false);
  });
});
