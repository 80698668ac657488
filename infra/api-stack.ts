import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ROUTES } from '#lib/routes.ts';
import { acknowledge } from './acknowledge.ts';
import type { StageConfig } from './config.ts';
import type { ExistingListener } from './config-services.ts';
import { ApiFunctions } from './constructs/api-functions.ts';
import { CollectorHealthRoute } from './constructs/collector-health-route.ts';
import { FunctionRoute } from './constructs/function-route.ts';
import { HttpApi } from './constructs/http-api.ts';
import type { FunctionSetting } from './constructs/product-function.ts';
import { RegistryStream } from './constructs/registry-stream.ts';
import { ScheduledJobs } from './constructs/scheduled-jobs.ts';
import type { DataStack } from './data-stack.ts';

export interface ApiStackProps extends StackProps {
  readonly setting: FunctionSetting;
  readonly data: DataStack;
  readonly serviceUrls: { readonly ccxtService: string; readonly collector: string };
  /** Undefined: the collector's health route is left out. */
  readonly collectorListener: ExistingListener | undefined;
}

/** The public API: routes, the functions behind them, and what invokes these besides callers. */
export class ApiStack extends Stack {
  readonly http: HttpApi;
  readonly functions: ApiFunctions;
  readonly jobs: ScheduledJobs;
  /** Undefined when the registry is not ours. */
  readonly stream: RegistryStream | undefined;

  constructor(scope: Construct, id: string, props: ApiStackProps) {
    super(scope, id, props);
    const { data, setting } = props;
    const { config } = setting;
    this.functions = new ApiFunctions(this, 'Functions', {
      setting,
      data,
      serviceUrls: props.serviceUrls,
    });
    this.http = new HttpApi(this, 'Http', { config });
    this.http.publish([...this.#functionRoutes(config), ...this.#healthRoute(props)]);

    this.jobs = new ScheduledJobs(this, 'Jobs', { functionOf: (action) => this.functions.of(action) });
    if (data.tables.registry) {
      this.stream = new RegistryStream(this, 'RegistryStream', {
        registry: data.tables.registry,
        registryName: data.tables.registryName,
        target: this.functions.of('invalidate-cache'),
      });
    }
    new CfnOutput(this, 'Url', { value: this.http.url });
    new CfnOutput(this, 'AdminKeySecret', { value: data.adminKey.secretArn });
  }

  #functionRoutes(config: StageConfig) {
    return Array.from(this.functions.routes, ([name, target]) => {
      const { route } = new FunctionRoute(this, `Route-${name}`, {
        api: this.http.api,
        route: ROUTES[name],
        target,
      });
      acknowledge(target.lambda, {
        'Serverless-LambdaAsyncFailureDestination':
          'Called through the gateway, which waits for the answer; those that schedules call have a destination.',
      });
      return { route, throttle: config.throttle[ROUTES[name].access === 'admin' ? 'admin' : 'read'] };
    });
  }

  #healthRoute({ setting, collectorListener }: ApiStackProps) {
    if (!collectorListener) return [];
    const { route } = new CollectorHealthRoute(this, 'CollectorHealth', {
      api: this.http.api,
      listener: collectorListener,
    });
    return [{ route, throttle: setting.config.throttle.read }];
  }
}
