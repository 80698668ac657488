import { describe, expect, it } from '@jest/globals';
import { ROUTES } from '#lib/routes.ts';
import { type Stage, stageConfig } from '../../infra/config.ts';
import { peakTlsConnectionsPerSecond, plannedTlsConnectionsPerSecond } from '../../infra/tls-connections.ts';
import { VARIANTS } from '../support/infra/variants.ts';

const STAGES: Stage[] = ['dev', 'staging', 'prod'];

describe('stage configuration', () => {
  it('is dev without a word', () => {
    expect(stageConfig({})).toMatchObject({ stage: 'dev', natGateways: 1, keepData: false, corsOrigins: [] });
  });

  it('takes what the context says over the defaults of the stage', () => {
    const config = stageConfig({
      stage: 'prod',
      region: 'ap-northeast-1',
      account: '123456789012',
      availabilityZones: 'ap-northeast-1a,ap-northeast-1c',
      natGateways: '1',
      cacheNodeType: 'cache.r7g.large',
      seedExchanges: 'kraken,okx',
    });
    expect(config).toMatchObject({
      region: 'ap-northeast-1',
      availabilityZones: ['ap-northeast-1a', 'ap-northeast-1c'],
      natGateways: 1,
      cache: { nodeType: 'cache.r7g.large' },
      services: { kind: 'own', seedExchanges: ['kraken', 'okx'] },
    });
  });

  it("ignores the CDK's own context", () => {
    expect(() =>
      stageConfig({ '@aws-cdk/core:x': true, 'aws:cdk:enable-path-metadata': true, 'cli-telemetry': false }),
    ).not.toThrow();
  });

  it.each([
    [{ stage: 'production' }, /stage is not usable/],
    [{ console: 'yes' }, /console is not usable/],
    [{ console: 'true', consoleDomain: 'plane.example.com' }, /need each other/],
    [
      { consoleDomain: 'plane.example.com', consoleCertificateArn: 'arn:aws:acm:us-east-1:1:certificate/a' },
      /no use without -c console=true/,
    ],
    [
      { console: 'true', consoleCertificateArn: 'arn:aws:acm:eu-west-1:1:certificate/a' },
      /consoleCertificateArn is not usable/,
    ],
    [{ natGateway: '2' }, /natGateway is not known\. Known are: stage, account/],
    [{ natGateways: '3' }, /natGateways is not usable/],
    [{ corsOrigins: '*' }, /corsOrigins.* is not usable/],
    [{ corsOrigins: 'https://*.example.com' }, /corsOrigins.* is not usable/],
    [{ availabilityZones: 'eu-central-1a' }, /availabilityZones.* is not usable/],
    [{ exchangeCredentials: 'kraken=hunter2' }, /exchangeCredentials is not usable/],
    [{ region: 'af-south-1' }, /prefix list of DynamoDB in af-south-1 is not known/],
    [{ existingCollectorUrl: 'http://c.example.com' }, /existingCcxtServiceUrl too/],
    [{ ...VARIANTS.existing, existingServicesVia: undefined }, /existingServicesVia too/],
    [{ ...VARIANTS.existing, existingLinkSubnetIds: undefined }, /existingLinkSubnetIds too/],
  ])('refuses %j with a sentence that names the value', (context, message) => {
    expect(() => stageConfig(context)).toThrow(message);
  });
});

describe('new TLS connections', () => {
  it.each(STAGES)(
    "stay within what %s's cache node is planned for, even if no environment is warm",
    (stage) => {
      const config = stageConfig({ stage });
      expect(peakTlsConnectionsPerSecond(config)).toBeLessThanOrEqual(
        plannedTlsConnectionsPerSecond(config.cache.nodeType),
      );
    },
  );

  it('are counted per route: limit and burst, for admins no more than their concurrency', () => {
    const config = stageConfig({ stage: 'prod' });
    const admins = Object.values(ROUTES).filter(({ access }) => access === 'admin').length;
    // two cached routes of 100 + 50, admin ones of at most 5 at once, two jobs
    expect(peakTlsConnectionsPerSecond(config)).toBe(2 * 150 + admins * 5 + 2);
  });

  it('are not guessed for a node type nobody has measured', () => {
    expect(() => plannedTlsConnectionsPerSecond('cache.t2.micro')).toThrow(/No figure for cache\.t2\.micro/);
  });
});
