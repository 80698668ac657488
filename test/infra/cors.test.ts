import { describe, expect, it } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { stageConfig } from '../../infra/config.ts';
import { HttpApi } from '../../infra/constructs/http-api.ts';
import { HEADERS, PARAMETERS } from '../../openapi/parameters.ts';

/** Browsers show these to every page (https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name), and act on Vary themselves. */
const SEEN_ANYWAY = ['cache-control', 'vary'];

function corsOf(corsOrigins?: string) {
  const stack = new Stack(new App(), 'Stack');
  new HttpApi(stack, 'Http', { config: stageConfig(corsOrigins ? { corsOrigins } : {}) });
  const [api] = Object.values(Template.fromStack(stack).findResources('AWS::ApiGatewayV2::Api'));
  return api?.Properties.CorsConfiguration;
}

describe('pages of other origins', () => {
  it('are let in only where they are named', () => {
    expect(corsOf()).toBeUndefined();
    expect(corsOf('https://ops.example.com').AllowOrigins).toEqual(['https://ops.example.com']);
  });

  it('may send and see every header that the API describes', () => {
    const { AllowHeaders, ExposeHeaders } = corsOf('https://ops.example.com');
    const sent = Object.values(PARAMETERS).filter((parameter) => parameter.in === 'header');
    expect(AllowHeaders.toSorted()).toEqual(
      [...sent.map(({ name }) => name.toLowerCase()), 'content-type', 'x-admin-key'].toSorted(),
    );
    expect([...ExposeHeaders, ...SEEN_ANYWAY].toSorted()).toEqual(
      Object.keys(HEADERS)
        .map((name) => name.toLowerCase())
        .toSorted(),
    );
  });
});
