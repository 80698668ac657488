import type { Redis } from 'ioredis';
import { startHttpStub } from './http-stub.ts';

/** Of ElastiCache only its users' passwords, which it gives to a real Redis. */
export async function startElastiCacheUsers(admin: Redis) {
  let appliesChanges = true;
  let asked = 0;
  const stub = await startHttpStub(async (request, response) => {
    const form = new URLSearchParams(request.body);
    const action = form.get('Action');
    const user = form.get('UserId') ?? '';
    if (action === 'ModifyUser' && appliesChanges) {
      const passwords = ['1', '2'].flatMap((n) => form.get(`AuthenticationMode.Passwords.member.${n}`) ?? []);
      await admin.call(
        'ACL',
        'SETUSER',
        user,
        'on',
        'resetpass',
        '+@all',
        '~*',
        ...passwords.map((password) => `>${password}`),
      );
    }
    // a change takes a moment: the first question after it finds the user still being modified
    const status = action === 'DescribeUsers' && asked++ % 2 === 0 ? 'modifying' : 'active';
    const fields = `<UserId>${user}</UserId><Status>${status}</Status>`;
    const result = action === 'DescribeUsers' ? `<Users><member>${fields}</member></Users>` : fields;
    response
      .writeHead(200, { 'content-type': 'text/xml' })
      .end(
        `<${action}Response xmlns="http://elasticache.amazonaws.com/doc/2015-02-02/"><${action}Result>${result}</${action}Result></${action}Response>`,
      );
  });
  return {
    url: stub.url,
    ignoreChanges: () => {
      appliesChanges = false;
    },
    close: stub.close,
  };
}
