/** Where a version came from. Holds no password. */
export interface Source {
  /** An address, without what logs in there. */
  repo: string;
  /** 7 to 64 hex digits. */
  commit: string;
}

export const COMMIT = /^[0-9a-f]{7,64}$/i;
export const REPO_LENGTH = 300;

/** `https://example.com/marketing/playbooks.git@4f2a9c1`, `git@example.com:marketing/playbooks.git@4f2a9c1` */
export function parseSource(text: string): Source | undefined {
  const at = text.lastIndexOf('@');
  const [repo, commit] = [text.slice(0, Math.max(0, at)), text.slice(at + 1)];
  const fits = repo !== '' && repo.length <= REPO_LENGTH && COMMIT.test(commit);
  return fits ? sourceFrom({ repo, commit }) : undefined;
}

/** What is stored of a source as somebody gives it: no user, no password, no token in the address. */
export const sourceFrom = ({ repo, commit }: Source): Source => ({
  repo: withoutSecrets(repo),
  commit: commit.toLowerCase(),
});

function withoutSecrets(repo: string): string {
  const [, scheme, user, rest = ''] =
    /^([a-z][a-z0-9+.-]*:\/\/)(?:([^/?#]*)@)?([^?#]*)/iu.exec(repo) ?? [];
  // Without a scheme, what stands before an @ is the user of SSH, `git`; with a colon it is more.
  if (scheme === undefined) return repo.replace(/^[^/@]*:[^/]*@/u, '').replace(/[?#].*$/su, '');
  const isPlain = user !== undefined && /ssh:/i.test(scheme) && /^[\w.-]+$/.test(user);
  return `${scheme}${isPlain ? `${user}@` : ''}${rest}`;
}
