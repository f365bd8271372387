/** The accounts of /etc/passwd. Networks of users (LDAP and the like) are not asked: these names only serve sentences. */

import { readFileSync } from 'node:fs';

export interface PasswdEntry {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

export function accountOf(uid: number): PasswdEntry | undefined {
  return readPasswd().find((account) => account.uid === uid);
}

export function readPasswd(): PasswdEntry[] {
  let text: string;
  try {
    text = readFileSync('/etc/passwd', 'utf8');
  } catch {
    return [];
  }
  return text.split('\n').flatMap((line) => {
    const [name, , uid, gid] = line.split(':');
    return name && uid && gid ? [{ name, uid: Number(uid), gid: Number(gid) }] : [];
  });
}
