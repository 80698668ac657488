import { Duration } from 'aws-cdk-lib';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { ROTATIONS, type RotationName } from '#lib/routes.ts';
import { acknowledge } from '../acknowledge.ts';
import { type FunctionSetting, ProductFunction } from './product-function.ts';

/** A secret's rotation every 30 days, by a function that may touch this secret and no other. */
export class Rotation extends Construct {
  readonly function: ProductFunction;

  constructor(
    scope: Construct,
    id: string,
    props: {
      setting: FunctionSetting;
      name: RotationName;
      secret: Secret;
      environment: Record<string, string>;
    },
  ) {
    super(scope, id);
    const { name, secret } = props;
    this.function = new ProductFunction(this, 'Function', {
      setting: props.setting,
      name,
      description: 'Rotates a secret; called by Secrets Manager, and by operators to revoke',
      memoryMb: 256,
      timeoutMs: ROTATIONS[name].timeoutMs,
      environment: props.environment,
    });
    secret.addRotationSchedule('Schedule', {
      rotationLambda: this.function.lambda,
      automaticallyAfter: Duration.days(30),
      rotateImmediatelyOnUpdate: false, // who deploys must know the key; it is rotated on purpose or by the calendar
    });
    acknowledge(this.function.lambda, {
      'Serverless-LambdaAsyncFailureDestination':
        'Secrets Manager calls it, retries each step by itself and raises RotationFailed; an alarm watches its errors.',
    });
  }
}
