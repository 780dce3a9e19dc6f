export const ADMIN_KEY = 'admin-key-of-the-fault-tests';

interface Profile {
  tier: string;
  score: number;
  stage: string;
  tickets: { status: string; queue: string; contactDue: string | null }[];
  enrolments: { journey: string }[];
  consent: { channel: string; granted: boolean }[];
}

/** A mail as the mock of the provider took it. */
interface Accepted {
  to: string | string[];
  subject: string;
  headers: Record<string, string>;
}

/** What a person with the admin key, and one who looks at the provider's side, may see. */
export class Reader {
  constructor(private readonly url: string) {}

  async text(path: string): Promise<string> {
    const answer = await fetch(this.url + path, {
      headers: { authorization: `Bearer ${ADMIN_KEY}`, 'accept-language': 'en' },
    });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
    return answer.text();
  }

  async lead(id: string): Promise<Profile> {
    return JSON.parse(await this.text(`/v1/leads/${id}`)) as Profile;
  }

  async consents(id: string): Promise<Profile['consent']> {
    return (await this.lead(id)).consent;
  }

  async accepted(mockUrl: string): Promise<Accepted[]> {
    const answer = await fetch(`${mockUrl}/mock/accepted`);
    return ((await answer.json()) as { data: Accepted[] }).data;
  }
}
