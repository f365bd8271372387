import { describe, expect, it } from 'vitest';
import { type Asker, checkAsker, loopbackAddress, urlOf } from './loopback.ts';

const refusal = (asker: Partial<Asker>): string | null => {
  try {
    checkAsker({ host: '127.0.0.1:7400', origin: undefined, port: 7400, ...asker });
    return null;
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('where the API listens', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1'],
    ['localhost', '127.0.0.1'],
    ['::1', '::1'],
  ])('%s is this machine', (host, address) => {
    expect(loopbackAddress(host)).toBe(address);
  });

  it.each(['0.0.0.0', '::', '192.168.1.7', 'plant.example', '127.0.0.1.nip.io', ''])('%s is refused', (host) => {
    expect(() => loopbackAddress(host)).toThrow(expect.objectContaining({ code: 'api.not-loopback' }));
  });

  it('writes an address of IPv6 in brackets', () => {
    expect(urlOf('::1', 7400)).toBe('http://[::1]:7400');
    expect(urlOf('127.0.0.1', 7400)).toBe('http://127.0.0.1:7400');
  });
});

describe('a request', () => {
  it.each(['127.0.0.1:7400', 'localhost:7400', 'LOCALHOST:7400', '[::1]:7400'])('for %s is answered', (host) => {
    expect(refusal({ host })).toBeNull();
  });

  it.each([
    undefined,
    '',
    'localhost',
    '127.0.0.1',
    'localhost:7401',
    'evil.example',
    'evil.example:7400',
    'localhost.evil.example:7400',
    'localhost:7400.evil.example',
    '127.0.0.1:74000',
  ])('for %s is refused', (host) => {
    expect(refusal({ host })).toBe('request.host');
  });

  it('needs no port where it is the one that browsers leave out', () => {
    expect(refusal({ host: 'localhost', port: 80 })).toBeNull();
    expect(refusal({ host: 'localhost', port: 80, origin: 'http://localhost' })).toBeNull();
  });

  it.each(['http://127.0.0.1:7400', 'http://localhost:7400', 'http://[::1]:7400'])(
    'of a page of %s is answered',
    (origin) => {
      expect(refusal({ origin })).toBeNull();
    },
  );

  it.each([
    'null',
    '',
    'http://evil.example',
    'https://localhost:7400',
    'http://localhost:7401',
    'http://localhost',
    'http://localhost:7400.evil.example',
    'http://localhost:7400/',
  ])('of a page of "%s" is refused', (origin) => {
    expect(refusal({ origin })).toBe('request.origin');
  });
});
